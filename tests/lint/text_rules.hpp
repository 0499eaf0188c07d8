// Texts against code and against each other: the sentences of the client, the documentation. Each rule takes
// what it compares, so that its own test can hand it something wrong.
#pragma once

#include <string>
#include <vector>

#include "lint/source.hpp"

namespace seodang::lint {

/// Every language has the same keys, none empty, with the same {values} in each sentence. The first file is
/// the measure.
Findings locales_agree(const Files& locales);

/// Every t("key") of the client has a sentence, and every sentence is used: its key stands in a string, or
/// fits one that is put together (`error.${name}`).
Findings locale_keys(const File& locale, const Files& client);

/// Every name of the error table has a sentence "error.NAME".
Findings error_sentences(const File& locale, const std::vector<std::string>& names);

/// Every key of the commented configuration file (also a commented-out one) stands as `group.key` in the
/// document.
Findings configuration_keys(const File& toml, const File& document);

/// Every cmd_NAME of the script is explained by its help ("#: NAME") and named in the document ("./dev
/// NAME").
Findings subcommands(const File& script, const File& document);

/// Each of `words` stands in one of the documents, in backquotes or with a slash behind it.
Findings named(const std::vector<std::string>& words, const Files& documents);

/// Links between documents lead to files that exist.
Findings links(const Files& documents);

}  // namespace seodang::lint
