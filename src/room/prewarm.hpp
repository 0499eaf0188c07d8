#pragma once

#include <functional>

namespace seodang::room {

/// Makes and drops one webrtcbin, so that plugins are loaded and the process's certificate (RSA-2048, 0.3 s)
/// exists before the first participant comes. `done` is called on main, whatever happens.
void prewarm(std::function<void()> done);

}  // namespace seodang::room
