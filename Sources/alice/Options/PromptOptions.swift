import AliceKit
import ArgumentParser

/// The options for the files that prompts are made of.
struct PromptOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Apply a style: styles/NAME.txt in the configuration's folder.", valueName: "name"))
  var style: [String] = []
}
