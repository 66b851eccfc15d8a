import AliceModel
import GRDB

/// Compiles `is:` and `has:` to SQL.
enum FlagCompiler {
  static func condition(_ flag: SearchFlag, gone: GoneAssets) -> Condition {
    switch flag {
    case .image: FieldCompiler.condition(.type, .equals("image"))
    case .video: FieldCompiler.condition(.type, .equals("video"))
    case .audio: FieldCompiler.condition(.type, .equals("audio"))
    case .rated: Condition("a.rating is not null")
    case .unrated: Condition("a.rating is null")
    case .picked: bits(.picked)
    case .rejected: bits(.rejected)
    case .nsfw: bits(.nsfw)
    case .scored: Condition("a.score is not null")
    case .signed: bits(.signed)
    case .missing: .some([Condition("a.missing <> 0")] + [gone.condition].compactMap { $0 })
    // The catalog has no deleted assets.
    case .deleted: .never
    case .damaged: bits(.damaged)
    case .ambiguous: bits(.ambiguous)
    case .simulated: bits(.simulated)
    case .dup: TwinCompiler.hasTwin
    case .portrait: Condition("a.width < a.height")
    case .landscape: Condition("a.width > a.height")
    case .square: Condition("a.width = a.height")
    case .defect: bits(.anyDefect)
    case .black, .blank, .truncated, .blocking, .wrongContent, .frozen:
      flag.singleDefect.map { bits(.defect($0)) } ?? .never
    }
  }

  static func condition(_ property: SearchProperty) -> Condition {
    switch property {
    case .prompt: bits(.prompt)
    case .neg: bits(.negativePrompt)
    case .tag: bits(.tag)
    case .lora: bits(.lora)
    case .parent: bits(.parent)
    case .child: LineageCompiler.hasChildren
    case .defect: bits(.anyDefect)
    case .parameters: bits(.parameters)
    case .endpoint: bits(.endpoint)
    case .created: bits(.created)
    case .note: bits(.note)
    case .title: bits(.title)
    case .disclosure: bits(.disclosure)
    case .size: Condition("a.width is not null and a.height is not null")
    case .duration: Condition("a.duration is not null")
    case .seed, .cost, .quality, .rating, .score, .elo, .project, .model, .provider, .generator, .steps, .cfg:
      Condition("a.\(property.rawValue) is not null")
    }
  }

  private static func bits(_ flags: AssetFlags) -> Condition { Condition("a.flags & ? <> 0", flags.rawValue) }
}
