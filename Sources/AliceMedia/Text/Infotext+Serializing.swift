package import AliceModel
import AliceNumbers

extension Infotext {
  /// Returns the infotext of an asset, the form of a recipe that other programs read.
  ///
  /// All programs that were tested read this form: there is always a `Negative prompt:` line, and the last line starts
  /// with `Steps: ` (0 if unknown), followed by sampler, CFG scale, seed (-1 if unknown), size and model. The format
  /// cannot represent every prompt; alice's own metadata holds the exact recipe.
  package static func serialize(_ record: AssetRecord, facts: FileFacts) -> String {
    let recipe = record.recipe
    return readable(recipe.prompt ?? "") + "\n" + negativeMarker + " " + readable(recipe.negativePrompt ?? "") + "\n"
      + parameterLine(of: record.provenance, facts: facts)
  }

  /// Returns the text trimmed, with LF line ends, without NUL, and with full-width colons in lines that a reader would
  /// take for the `Negative prompt:` line or the parameters.
  static func readable(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 where byte != 0 {
      if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      bytes.append(byte)
    }
    let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }.map { line in
      isMistakable(line) ? line.flatMap { $0 == UInt8(ascii: ":") ? Array("：".utf8) : [$0] } : Array(line)
    }
    return trimmed(Array(lines.joined(separator: [UInt8(ascii: "\n")])))
  }

  private static func isMistakable(_ line: ArraySlice<UInt8>) -> Bool {
    let text = line.drop(while: \.isInfotextSpace)
    return NegativeMarker.end(in: text) != nil || text.starts(folded: "steps:") || isParameters(text, isLast: true)
  }

  private static func parameterLine(of provenance: Provenance, facts: FileFacts) -> String {
    var line = InfotextLine(provenance.recipe.parameters)
    line.writeNumber("Steps", from: ["steps", "num_inference_steps"])
    line.write("Sampler", from: ["sampler", "sampler_name"])
    if !line.text.contains("Sampler: ") { line.write("Sampler", "Undefined") }
    line.writeNumber("CFG scale", from: ["cfg_scale", "cfg", "guidance_scale"])
    line.write("Seed", provenance.recipe.seed ?? "-1")
    line.writeSize(facts)
    line.write("Model", provenance.recipe.model ?? provenance.endpoint)
    line.writeGenerator(provenance.generator)
    line.write("Model hash", from: ["model_hash"])
    line.write("Schedule type", from: ["scheduler"])
    line.write("Denoising strength", from: ["denoise"])
    line.write("Clip skip", from: ["clip_skip"])
    line.write("VAE", from: ["vae"])
    line.write("Endpoint", provenance.endpoint)
    line.write("Provider", provenance.provider)
    line.write("Request ID", provenance.requestID)
    line.write("Created Date", provenance.created?.description)
    line.writeRest()
    return line.text
  }
}
