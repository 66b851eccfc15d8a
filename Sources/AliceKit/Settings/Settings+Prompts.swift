package import AliceGenerate
import AliceModel

extension Settings {
  /// The styles and wildcards in the folder of the user's configuration.
  package var prompts: PromptFiles { PromptFiles(BytePath(folder)) }
}
