// The lints' own tools, on sources that are easy to misread.
#include "lint/source.hpp"

#include <gtest/gtest.h>

#include "lint/functions.hpp"

namespace seodang::lint {
namespace {

TEST(Source, CodeOnlyKeepsLinesAndDropsWhatIsNotCode) {
  const std::string source =
      "a /* { */ b // }\nc '{' \"\\\"{\" d 1'000 e\n#define X { \\\n  {\nf R\"x({)\")x\" g\n";
  EXPECT_EQ(code_only(source),
            "a         b     \nc ' ' \"   \" d 1'000 e\n             \n   \nf            g\n");
}

TEST(Source, CommentsGoAndStringsStay) {
  EXPECT_EQ(without_comments("f('//'); // x\n`a${b /* c */}d`"), "f('//');     \n`a${b        }d`");
}

TEST(Source, CodeInATemplateStringIsCode) {
  EXPECT_EQ(code_only("`{${a({ b: `}` })}{`;"), "    a({ b:     })   ;");
}

TEST(Source, ASlashMayBeginARegularExpression) {
  EXPECT_EQ(code_only("x.match(/[/{]\\/{/); a / b / c; <p>it's {x}</p>\n}"),
            "x.match(/       /); a / b / c; <p>it's {x}</p>\n}");
}

TEST(Source, MatchesNameTheLine) {
  const File sample{"src/a.cpp", "one\ntwo\n"};
  EXPECT_EQ(lines(matches(sample, sample.text, "tw", "found")), "src/a.cpp:2: found\n");
}

std::string list(std::string_view source, Language language) {
  std::string text;
  for (const auto& each : functions(code_only(source), language))
    text += each.name + " " + std::to_string(each.line) + "+" + std::to_string(each.length) + "\n";
  return text;
}

TEST(Functions, OfCpp) {
  constexpr std::string_view source = R"(namespace a {
static const int table[] = {1, 2};

Foo::Foo(int a, Bar b)
    : a_{a}, b_(std::move(b)) {
  if (a) {
    go([this](int x) {
      return Point{x, 1};
    });
  } else {
    for (const auto& each : {1, 2}) use(each);
  }
}

G_DEFINE_TYPE(Foo, foo, G_TYPE_OBJECT)
auto f(int a) const noexcept -> std::vector<int> {
  switch (a) {
    case 1: {
      break;
    }
  }
  return {};
}

struct S : Base<int> {
  int x = 0;
  bool empty() const { return x == 0; }
};

const Table handlers = {
    {"one", [](const Json& a) {
       return a;
     }},
};
}  // namespace a
)";
  EXPECT_EQ(list(source, Language::cpp), "lambda 7+3\nFoo::Foo 4+10\nf 15+9\nempty 27+1\nlambda 31+3\n");
}

TEST(Functions, OfTypeScript) {
  constexpr std::string_view source = R"(import { a, b } from './x';
export const f = async ({ a, b }: { a: number; b: string }): Promise<void> => {
  const { c } = await g(a);
  return c.map((x) => {
    return { x };
  });
};
class C extends D<X> {
  private x = { a: 1 };
  method(a: number): { a: number } {
    if (a) { return { a }; }
    return `${a}}`;
  }
}
function View({ a }: Props) {
  return <p class={a}>{a && <b>{a}</b>}</p>;
}
)";
  EXPECT_EQ(list(source, Language::typescript), "lambda 4+3\nlambda 2+6\nmethod 10+4\nView 15+3\n");
}

}  // namespace
}  // namespace seodang::lint
