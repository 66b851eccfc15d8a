import AliceGenerate
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import FalSimulator
import Foundation
import Testing

/// One model of the provider guide: what a person gives, and the only body that the provider may be sent for it.
private struct GuideModel: Sendable {
  let name: String
  let endpoint: String
  var parameters: JSONObject = [:]
  var images = 0
  var video = false
  var audio = false
  /// The fields of the endpoint, by the provider's table, each with the JSON type it must have.
  let fields: [String: FieldType]
  let body: JSONObject
}

private indirect enum FieldType: Sendable {
  case string, integer, number, boolean, size, strings, list, object
  /// Exactly one of these texts: a number is none of them.
  case oneOf([String])

  func takes(_ value: JSONValue) -> Bool {
    switch self {
    case .string: value.stringValue != nil
    case .integer: value.numberValue?.int64 != nil
    case .number: value.numberValue != nil
    case .boolean: value.boolValue != nil
    case .strings: value.arrayValue?.allSatisfy { $0.stringValue != nil } ?? false
    case .list: value.arrayValue != nil
    case .object: value.objectValue != nil
    case .oneOf(let texts): value.stringValue.map(texts.contains) ?? false
    case .size: isSize(value)
    }
  }

  private func isSize(_ value: JSONValue) -> Bool {
    if let name = value.stringValue {
      return ["square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"].contains(name)
    }
    return value.objectValue.map {
      Set($0.keys) == ["width", "height"] && $0.allSatisfy { $0.value.numberValue?.int64 != nil }
    } ?? false
  }
}

private let formats = FieldType.oneOf(["jpeg", "png"])
private let lengths = FieldType.oneOf(["5", "10"])
private let shapes = FieldType.oneOf(["16:9", "9:16", "1:1"])

private let flux: [String: FieldType] = [
  "prompt": .string, "acceleration": .oneOf(["none", "regular", "high"]), "enable_safety_checker": .boolean,
  "guidance_scale": .number, "image_size": .size, "num_images": .integer, "num_inference_steps": .integer,
  "output_format": formats, "seed": .integer,
]
private let fluxPro: [String: FieldType] = [
  "prompt": .string, "enhance_prompt": .boolean, "image_size": .size, "num_images": .integer, "output_format": formats,
  "safety_tolerance": .oneOf(["1", "2", "3", "4", "5", "6"]), "seed": .integer,
]
private let lightning: [String: FieldType] = [
  "prompt": .string, "embeddings": .list, "enable_safety_checker": .boolean, "expand_prompt": .boolean,
  "format": formats, "image_size": .size, "num_images": .integer, "num_inference_steps": .oneOf(["1", "2", "4", "8"]),
  "request_id": .string, "safety_checker_version": .oneOf(["v1", "v2"]), "seed": .integer,
]
private let sdxl: [String: FieldType] = lightning.merging(
  [
    "guidance_scale": .number, "loras": .list, "negative_prompt": .string, "num_inference_steps": .integer,
  ]
) { $1 }
private let cascade: [String: FieldType] = [
  "prompt": .string, "enable_safety_checker": .boolean, "first_stage_steps": .integer, "guidance_scale": .number,
  "image_size": .size, "negative_prompt": .string, "num_images": .integer, "second_stage_guidance_scale": .number,
  "second_stage_steps": .integer, "seed": .integer,
]
private let pixart: [String: FieldType] = [
  "prompt": .string, "enable_safety_checker": .boolean, "guidance_scale": .number, "image_size": .size,
  "negative_prompt": .string, "num_images": .integer, "num_inference_steps": .integer,
  "scheduler": .oneOf(["DPM-SOLVER", "SA-SOLVER"]), "seed": .integer, "style": .string,
]
private let kolors: [String: FieldType] = [
  "prompt": .string, "enable_safety_checker": .boolean, "guidance_scale": .number, "image_size": .size,
  "negative_prompt": .string, "num_images": .integer, "num_inference_steps": .integer, "output_format": formats,
  "scheduler": .string, "seed": .integer,
]
private let klingText: [String: FieldType] = [
  "prompt": .string, "aspect_ratio": shapes, "cfg_scale": .number, "duration": lengths, "negative_prompt": .string,
]
private let klingTextV1 = klingText.merging(["advanced_camera_control": .object, "camera_control": .string]) { $1 }
private let klingImage: [String: FieldType] = [
  "prompt": .string, "image_url": .string, "cfg_scale": .number, "duration": lengths, "negative_prompt": .string,
]
private let klingImageV1 = klingImage.merging(
  ["dynamic_masks": .list, "static_mask_url": .string, "tail_image_url": .string]) { $1 }
private let animatediff: [String: FieldType] = [
  "prompt": .string, "fps": .integer, "guidance_scale": .number, "motions": .strings, "negative_prompt": .string,
  "num_frames": .integer, "num_inference_steps": .integer, "seed": .integer, "video_size": .size,
]
private let ccsr: [String: FieldType] = [
  "image_url": .string, "color_fix_type": .oneOf(["none", "wavelet", "adain"]), "scale": .number, "seed": .integer,
  "steps": .integer, "t_max": .number, "t_min": .number, "tile_diffusion": .oneOf(["none", "mix", "gaussian"]),
  "tile_diffusion_size": .integer, "tile_diffusion_stride": .integer, "tile_vae": .boolean,
  "tile_vae_decoder_size": .integer, "tile_vae_encoder_size": .integer,
]
private let clarity: [String: FieldType] = [
  "image_url": .string, "creativity": .number, "enable_safety_checker": .boolean, "guidance_scale": .number,
  "negative_prompt": .string, "num_inference_steps": .integer, "prompt": .string, "resemblance": .number,
  "seed": .integer, "upscale_factor": .number,
]

/// The guide's "FLUX models" and "Kling video models".
private let fluxExample: JSONObject = [
  "width": 1024, "height": 1024, "num_inference_steps": 50, "guidance_scale": 3.5, "num_images": 1,
  "enable_safety_checker": true,
]
private let klingExample: JSONObject = ["duration": "5", "aspect_ratio": "16:9", "cfg_scale": 0.5]
private let square: JSONValue = ["width": 1024, "height": 1024]
private let fluxBody: JSONObject = [
  "image_size": square, "num_inference_steps": 50, "guidance_scale": 3.5, "num_images": 1,
  "enable_safety_checker": true,
]

private let guide: [GuideModel] = [
  GuideModel(
    name: "flux-schnell", endpoint: "fal-ai/flux/schnell", parameters: ["width": 1024, "height": 768], fields: flux,
    body: ["image_size": ["width": 1024, "height": 768]]),
  GuideModel(name: "flux-dev", endpoint: "fal-ai/flux/dev", parameters: fluxExample, fields: flux, body: fluxBody),
  GuideModel(
    name: "flux-pro", endpoint: "fal-ai/flux-pro/v1.1", parameters: fluxExample, fields: fluxPro,
    body: ["image_size": square, "num_images": 1]),
  GuideModel(
    name: "flux-realism", endpoint: "fal-ai/flux/krea", parameters: fluxExample, fields: flux, body: fluxBody),
  GuideModel(
    name: "fast-sdxl", endpoint: "fal-ai/fast-sdxl", parameters: ["output_format": "jpg", "steps": "20"], fields: sdxl,
    body: ["format": "jpeg", "num_inference_steps": 20]),
  GuideModel(
    name: "lightning-sdxl", endpoint: "fal-ai/fast-lightning-sdxl", parameters: ["num_inference_steps": 8],
    fields: lightning, body: ["num_inference_steps": "8"]),
  GuideModel(
    name: "stable-cascade", endpoint: "fal-ai/stable-cascade", parameters: ["aspect_ratio": "1:1"], fields: cascade,
    body: ["image_size": "square_hd"]),
  GuideModel(
    name: "pixart-sigma", endpoint: "fal-ai/pixart-sigma", parameters: ["style": "anime"], fields: pixart,
    body: ["style": "Anime"]),
  GuideModel(
    name: "kolors", endpoint: "fal-ai/kolors", parameters: ["guidance": "5.5"], fields: kolors,
    body: ["guidance_scale": 5.5]),
  GuideModel(
    name: "kling-v1-text", endpoint: "fal-ai/kling-video/v1/standard/text-to-video", parameters: klingExample,
    fields: klingTextV1, body: klingExample),
  GuideModel(
    name: "kling-v1-image", endpoint: "fal-ai/kling-video/v1/standard/image-to-video", parameters: klingExample,
    images: 1, fields: klingImageV1, body: ["duration": "5", "cfg_scale": 0.5]),
  GuideModel(
    name: "kling-v2-text", endpoint: "fal-ai/kling-video/v2/master/text-to-video", parameters: klingExample,
    fields: klingText, body: klingExample),
  GuideModel(
    name: "kling-v2-image", endpoint: "fal-ai/kling-video/v2/master/image-to-video", parameters: klingExample,
    images: 1, fields: klingImage, body: ["duration": "5", "cfg_scale": 0.5]),
  GuideModel(
    name: "kling-elements", endpoint: "fal-ai/kling-video/v1/standard/effects",
    parameters: ["effect": "heart_gesture", "duration": "5", "aspect_ratio": "16:9"], images: 2,
    fields: ["effect_scene": .string, "duration": lengths, "input_image_urls": .strings],
    body: ["effect_scene": "heart_gesture", "duration": "5"]),
  GuideModel(
    name: "kling-lipsync", endpoint: "fal-ai/kling-video/lipsync/audio-to-video", video: true, audio: true,
    fields: ["video_url": .string, "audio_url": .string], body: [:]),
  GuideModel(
    name: "animatediff", endpoint: "fal-ai/fast-animatediff/text-to-video", parameters: ["width": 256, "height": 256],
    fields: animatediff, body: ["video_size": ["width": 256, "height": 256]]),
  GuideModel(
    name: "svd", endpoint: "fal-ai/stable-video", images: 1,
    fields: [
      "image_url": .string, "cond_aug": .number, "fps": .integer, "motion_bucket_id": .integer, "seed": .integer,
    ], body: [:]),
  GuideModel(
    name: "face-swap", endpoint: "fal-ai/face-swap", images: 2,
    fields: ["base_image_url": .string, "swap_image_url": .string], body: [:]),
  GuideModel(
    name: "ccsr", endpoint: "fal-ai/ccsr", parameters: ["upscale_factor": "2"], images: 1, fields: ccsr,
    body: ["scale": 2]),
  GuideModel(
    name: "clarity-upscaler", endpoint: "fal-ai/clarity-upscaler", parameters: ["scale": 4], images: 1,
    fields: clarity, body: ["upscale_factor": 4]),
]

@Suite struct GuideModelsTests {
  @Test func `each of the twenty models runs by its name and leaves what it should`() async throws {
    try await World.withSimulator { world, simulated in
      try world.makeInputs()
      for (index, model) in guide.enumerated() {
        let asset = try await run(model, prompt: "a lighthouse number\(index) in mist", world, simulated)
        let file = world.root.appending(asset.path)
        let shown = try AssetInspector.show(file: file, now: Clock.system.now())
        #expect(shown.asset.record == asset.record, "\(model.name) is embedded")
        #expect(asset.record.recipe.model == model.name && asset.record.provenance.endpoint == model.endpoint)
        #expect(asset.path.description.contains("/\(model.name)/"), "\(asset.path)")
        #expect(try world.search("model:\(model.name)").map(\.id) == [asset.id], "\(model.name)")
        if model.fields["prompt"] != nil { #expect(try world.search("number\(index)").map(\.id) == [asset.id]) }
      }
      #expect(try await simulated.ledger().count == guide.count)
    }
  }

  private func run(
    _ model: GuideModel, prompt: String, _ world: World, _ simulated: Simulated
  ) async throws -> Asset {
    let inbox = { (name: String) in world.inbox.appending(name).description }
    let inputs = InputFiles(
      images: (0..<model.images).map { inbox("picture\($0).png") }, videos: model.video ? [inbox("clip.mp4")] : [],
      audios: model.audio ? [inbox("voice.wav")] : [])
    let request = GenerationRequest(prompt: prompt, model: model.name, parameters: model.parameters, inputs: inputs)
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    let result = try await runner.run(try await runner.prepare(request))
    #expect(result.failures.isEmpty, "\(model.name): \(result.failures)")
    try await check(model, prompt: prompt, simulated)
    return try #require(result.assets.first, "\(model.name)")
  }

  /// The one body that was posted to the endpoint.
  private func check(_ model: GuideModel, prompt: String, _ simulated: Simulated) async throws {
    let sent = try await simulated.requests().filter {
      $0["method"] == "POST" && $0["path"]?.stringValue == "/" + model.endpoint
    }
    #expect(sent.count == 1, "\(model.name)")
    let body = try #require(sent.first?["body"]?.objectValue)
    for (name, value) in body {
      let type = try #require(model.fields[name], "\(model.name) was sent \(name)")
      #expect(type.takes(value), "\(model.name): \(name) was sent as \(value.text)")
    }
    var expected = model.body
    if model.fields["prompt"] != nil { expected["prompt"] = .string(prompt) }
    var rest = body
    for (name, value) in body where name.hasSuffix("_url") || name.hasSuffix("_urls") {
      let addresses = value.arrayValue ?? [value]
      #expect(addresses.allSatisfy { $0.stringValue?.hasPrefix("http://127.0.0.1") ?? false }, "\(model.name) \(name)")
      rest[name] = nil
    }
    let files = model.images + (model.video ? 1 : 0) + (model.audio ? 1 : 0)
    let places = body.filter { $0.key.hasSuffix("_url") || $0.key.hasSuffix("_urls") }
    #expect(places.reduce(0) { $0 + ($1.value.arrayValue?.count ?? 1) } == files, "\(model.name)")
    #expect(JSONValue.object(rest) == .object(expected), "\(model.name)")
  }
}

extension World {
  /// Two pictures, a clip and a sound to work from.
  fileprivate func makeInputs() throws {
    try drop("media/plain.png", as: "picture0.png")
    try drop("media/plain.png", as: "picture1.png")
    try drop("clips/clip-16x9-5s-0.mp4", as: "clip.mp4")
    try Data(silence).write(to: URL(filePath: inbox.appending("voice.wav").description))
  }
}

/// A tenth of a second of 8 kHz mono.
private let silence: [UInt8] = {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let samples = [UInt8](repeating: 128, count: 800)
  let format = little(1, 2) + little(1, 2) + little(8000, 4) + little(8000, 4) + little(1, 2) + little(8, 2)
  let chunks = Array("WAVEfmt ".utf8) + little(16, 4) + format + Array("data".utf8) + little(samples.count, 4) + samples
  return Array("RIFF".utf8) + little(chunks.count, 4) + chunks
}()
