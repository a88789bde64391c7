// Reads configurations for tests: from words of a command line, from the text of a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.h"
#include "support/scratch.h"

namespace spamweir::config {

inline Configuration read_words(const std::vector<std::string>& words,
                                std::vector<Given>* given = nullptr) {
  std::vector<const char*> argv = {"spamweir"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return read_configuration(static_cast<int>(argv.size()), argv.data(), given);
}

// What a file with this text comes to.
inline Configuration read_text(std::string_view text) {
  const testing::ScratchDirectory directory;
  return read_words({"--config-file", directory.file("conf", text)});
}

inline std::vector<std::string> texts_of(const Configuration& read, Severity severity) {
  std::vector<std::string> texts;
  for (const Problem& problem : read.problems) {
    if (problem.severity == severity) texts.push_back(problem.text);
  }
  return texts;
}

inline std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += between;
    all += text;
  }
  return all;
}

// All problems of that severity, a line each.
inline std::string errors_of(const Configuration& read) {
  return joined(texts_of(read, Severity::error), "\n");
}
inline std::string warnings_of(const Configuration& read) {
  return joined(texts_of(read, Severity::warning), "\n");
}

inline bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

}  // namespace spamweir::config
