#include "service/file_names.hpp"

#include <glib.h>
#include <gtest/gtest.h>

#include <random>

namespace seodang::service {
namespace {

std::string name(const std::string& raw, const std::string& ending = ".webm") {
  std::set<std::string> taken;
  return file_name(raw, ending, taken);
}

TEST(FileNames, KeepWhatPeopleCallThemselves) {
  EXPECT_EQ(name("김철수"), "김철수.webm");
  EXPECT_EQ(name("Ann O'Neil, 3rd (b)"), "Ann O'Neil, 3rd (b).webm");
  EXPECT_EQ(name("\u1100\u1161"), "\uAC00.webm") << "NFC";
}

TEST(FileNames, AreOnePathComponent) {
  EXPECT_EQ(name("../../etc/passwd"), "_.._etc_passwd.webm");
  EXPECT_EQ(name("a/b\\c:d*e?f\"g<h>i|j"), "a_b_c_d_e_f_g_h_i_j.webm");
  EXPECT_EQ(name(""), "recording.webm");
  EXPECT_EQ(name("."), "recording.webm");
  EXPECT_EQ(name(" .. "), "recording.webm");
  EXPECT_EQ(name(".hidden. "), "hidden.webm");
  EXPECT_EQ(name("a\nb\tc\x01\x7f"
                 "d\u202Ee\u200Bf"),
            "abcdef.webm");
  EXPECT_EQ(name("\xff\xfe"), "\uFFFD\uFFFD.webm");
}

TEST(FileNames, AreNoDevicesOfWindows) {
  for (const char* device : {"con", "CON", "Prn", "aux", "nul", "com1", "LPT9", "COM¹", "con.txt", "NUL .x"})
    EXPECT_TRUE(name(device).starts_with("_")) << name(device);
  EXPECT_EQ(name("Conny"), "Conny.webm");
  EXPECT_EQ(name("COM10"), "COM10.webm");
}

TEST(FileNames, AreToldApart) {
  std::set<std::string> taken;
  EXPECT_EQ(file_name("Kim", ".webm", taken), "Kim.webm");
  EXPECT_EQ(file_name("KIM", ".webm", taken), "KIM~2.webm")
      << "there are file systems to which it is the same";
  EXPECT_EQ(file_name("Kim", " (screen).webm", taken), "Kim (screen).webm");
  EXPECT_EQ(file_name("Kim", ".webm", taken), "Kim~3.webm");
}

TEST(FileNames, AreCutToWholeCharacters) {
  std::string korean;
  for (int i = 0; i < 200; i++) korean += "가";
  const std::string cut = name(korean);
  EXPECT_LE(cut.size(), 255U);
  EXPECT_GT(cut.size(), 250U);
  EXPECT_TRUE(g_utf8_validate(cut.c_str(), -1, nullptr));
}

/// Whatever bytes there are, the result is a name: a property over random ones, seeded.
TEST(FileNames, OfAnyBytesTheyAreNames) {
  std::mt19937 random(4711);
  const std::string nasty[] = {"/",    "\\",     "..", ".",      " ",    "con",
                               "nul.", "\u202E", "가", "\u0301", "\xff", "\n",
                               "~2",   "💩",      ":",  "COM1",   "\t",   std::string(300, 'x'),
                               "*"};
  std::set<std::string> taken;
  for (int round = 0; round < 20'000; round++) {
    std::string raw;
    for (unsigned parts = random() % 8; parts > 0; parts--) {
      raw += random() % 3 == 0 ? std::string(1, static_cast<char>(random() % 255 + 1))
                               : nasty[random() % std::size(nasty)];
    }
    if (round % 500 == 0) taken.clear();
    const size_t before = taken.size();
    const std::string made = file_name(raw, ".webm", taken);
    ASSERT_EQ(taken.size(), before + 1) << "a name of its own";
    ASSERT_LE(made.size(), 255U);
    ASSERT_TRUE(g_utf8_validate(made.c_str(), -1, nullptr)) << made;
    ASSERT_EQ(made.find_first_of("/\\:*?\"<>|\n\t\r"), std::string::npos) << made;
    const std::string stem = made.substr(0, made.size() - 5);
    ASSERT_FALSE(stem.empty() || stem.starts_with('.') || stem.ends_with('.') || stem.ends_with(' ')) << made;
    ASSERT_TRUE(made.ends_with(".webm"));
    std::set<std::string> again;
    ASSERT_EQ(file_name(stem, ".webm", again), made) << "a good name stays";
  }
}

}  // namespace
}  // namespace seodang::service
