import AliceModel
import AliceTestSupport

/// Queries by chance over what `SampleLibrary.random` holds.
enum RandomQuery {
  static func text(_ random: inout SplitMix64, depth: Int = 0) -> String {
    let parts = (0...random.below(3)).map { _ in term(&random, depth: depth) }
    return parts.joined(separator: random.below(3) == 0 ? " OR " : " ")
  }

  private static func term(_ random: inout SplitMix64, depth: Int) -> String {
    let negation = random.below(4) == 0 ? "-" : ""
    if depth < 2, random.below(5) == 0 { return negation + "(" + text(&random, depth: depth + 1) + ")" }
    return negation + (random.below(2) == 0 ? words(&random) : fields[random.below(fields.count)])
  }

  private static func words(_ random: inout SplitMix64) -> String {
    let word = SampleLibrary.word(&random)
    switch random.below(9) {
    case 0: return String(word.prefix(3)) + "*"
    case 1: return "*" + String(word.dropFirst().prefix(2 + random.below(3))) + "x*".suffix(1)
    case 2: return "\"" + word + " " + SampleLibrary.word(&random) + "\""
    case 3: return "prompt:" + word
    case 4: return "neg:" + word + "|blurry"
    case 5: return "note:" + (random.below(3) == 0 && word.count > 2 ? "*" + word.dropFirst() + "*" : word)
    default: return word
    }
  }

  /// Every field, in every way in which it can be tested.
  static let fields = [
    "quality:>=4", "quality:1..2", "quality:5|3", "quality:*", "rating:<3", "rating:4..", "score:3.2", "score:>2.5",
    "score:..1", "model:flux-dev", "model:FLUX*", "model:sdxl|kling-v2", "model:f???-dev", "model:*", "provider:fal",
    "provider:re*", "generator:alice", "generator:comf*|x", "type:image", "type:video", "format:jpg", "format:mp4",
    "ext:webp", "ext:jp*", "tag:hero", "tag:Été", "tag:ete", "tag:d*", "tag:*", "project:poster", "project:*",
    "seed:42",
    "seed:18446744073709551615", "seed:>100", "seed:-5..7", "seed:<0", "seed:*", "steps:20", "steps:>20", "steps:*",
    "cfg:7", "cfg:1..3.5", "w:1024", "w:>=1024", "h:<768", "mp:>1", "mp:0.5", "mp:1", "ar:16:9", "ar:1", "ar:>1",
    "ar:4:3..16:9", "dur:5", "dur:5.04", "dur:>9", "dur:*", "cost:0.05", "cost:>0.05", "cost:0..0.025", "cost:*",
    "created:2026", "created:2026-11", "created:2026-11-20", "created:7d", "created:<7d", "created:2w..1w",
    "created:2026-10..2026-10", "created:>=2026-11-15", "created:>2026-11-15", "created:<=2026-11-01",
    "created:2026-11-22T12:00+01:00", "added:yesterday", "added:>3d", "path:2026-11-22", "path:2026-11-21/deep",
    "path:*castle*", "path:ELSEWHERE/*", "path:2026-*8*", "id:0000", "id:00007", "is:image", "is:video|signed",
    "is:rated", "is:unrated", "is:picked", "is:rejected|nsfw", "elo:>=1500", "elo:1450", "elo:..1450.5", "elo:*",
    "has:elo", "no:elo", "is:scored", "is:missing", "is:portrait", "is:landscape", "is:square", "is:defect",
    "is:black|blank", "is:frozen", "is:wrong-content", "has:note", "no:title|note", "has:disclosure", "note:*",
    "has:prompt",
    "has:neg|seed", "has:cost", "has:tag", "has:project",
    "has:parent", "has:defect", "has:parameters", "has:size", "has:dur", "has:created", "has:endpoint", "no:quality",
    "no:prompt|seed", "no:model", "no:steps|cfg", "p.sampler:ddim", "p.sampler:eul*", "p.sampler:\"euler a\"",
    "p.cfg_scale:7", "p.cfg-scale:>3", "p.tiling:true", "p.tiling:1", "p.loras:*", "p.loras:castle", "p.loras:0.5",
    "p.loras:>=0.5", "p.nothing:*", "p.num_inference_steps:10|40", "*", "猫", "東京", "แมว", "고양이", "lack*", "8k",
    "\"castle, mountain\"", "lora:castle", "lora:*", "lora:c*", "lora:\"mountain.pt\"", "has:lora", "tag:NSFW",
    "tag:=nsfw", "tag:=hero",
    "tag:nsfw/nudity", "is:ambiguous|damaged", "is:simulated", "елка", "strasse", "\"cat\"", "castles", "*ASTL*",
    "*e,*", "*x-d*", "e\u{301}te\u{301}", "\"!\"", "CAFE", "flux", "flux-d*", "\"-\"",
  ]
}
