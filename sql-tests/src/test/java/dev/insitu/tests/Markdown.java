package dev.insitu.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of a document. */
final class Markdown {
  private Markdown() {}

  /**
   * One block.
   *
   * @param line of its first line, from 1
   * @param language the first word behind the fence
   * @param attribute what stands behind the language, empty for nothing
   */
  record Block(Path file, int line, String language, String attribute, String text) {
    @Override
    public String toString() {
      return Repository.name(file) + ":" + line;
    }
  }

  static List<Block> blocks(Path file) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Repository.lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        String[] words = lines.get(i).substring(3).strip().split("\\s+", 2);
        StringBuilder text = new StringBuilder();
        int first = i + 1;
        for (i++; !lines.get(i).equals("```"); i++) {
          text.append(lines.get(i)).append('\n');
        }
        blocks.add(
            new Block(
                file, first + 1, words[0], words.length > 1 ? words[1] : "", text.toString()));
      }
    }
    return blocks;
  }
}
