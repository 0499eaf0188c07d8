#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "room/downlink.hpp"
#include "room/policy.hpp"

namespace seodang::room {

/// Which track is to be in which slot, for every viewer: the policy's plan, put into slots, each source in
/// the layer that suits the tile and still fits the viewer's line. Pure: values in, values out.
class Planner {
 public:
  /// What a slot is to show. Somebody without a layer has nothing that could be shown, or it does not fit.
  struct Target {
    std::string participant;  ///< empty: nobody
    std::optional<int> layer;
    bool operator==(const Target&) const = default;
  };
  using Targets = std::array<std::vector<Target>, EnumNames<SlotKind>::names.size()>;

  explicit Planner(const SlotCounts& slots) : slots_(slots) {}

  /// Plans for one viewer anew. Who was in a slot and is still wished for stays there.
  const Targets& plan(const std::string& viewer, const PolicyInput& input);
  /// New slots, a new line: nothing is known of them.
  void forget(const std::string& viewer) { viewers_.erase(viewer); }

  /// About five times a second; `sent`: bits/s of pictures. True: the viewer's line carries more or less than
  /// it did, a new plan is due.
  bool update(const std::string& viewer, int64_t now_ms, int64_t sent);
  /// What the viewer tells of its line.
  void on_loss(const std::string& viewer, int64_t now_ms, double fraction);
  void on_estimate(const std::string& viewer, int64_t now_ms, int64_t bitrate);
  /// The viewer gets less than they wish, because their line does not carry it.
  bool narrow(const std::string& viewer) const;

  /// The highest layer of a camera that somebody is to get, as soon as it arrives; nothing if nobody is.
  std::optional<int> watched_layer(const std::string& participant) const;

 private:
  struct Viewer {
    Wishes wishes;    ///< most important first
    Wishes assigned;  ///< by slot
    Targets targets;
    std::map<std::string, int>
        watched;  ///< camera layers that are wanted, whether or not they arrive already
    LayerFit fit;
    Downlink line;
  };

  void assign(Viewer& viewer, const std::string& id, const PolicyInput& input);
  void choose_layers(Viewer& viewer, const View* view, const PolicyInput& input);

  SlotCounts slots_;
  std::map<std::string, Viewer> viewers_;
};

/// Which source a kind of slot shows.
Source source_of(SlotKind kind);
inline constexpr SlotKind all_slot_kinds[] = {SlotKind::video, SlotKind::screen, SlotKind::audio,
                                              SlotKind::screen_audio};

}  // namespace seodang::room
