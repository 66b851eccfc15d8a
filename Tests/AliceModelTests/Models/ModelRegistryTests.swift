import AliceModel
import Testing

@Suite struct `The built-in models` {
  @Test func `are all read`() {
    #expect(ModelRegistry.builtIn.models.count >= 20)
    let names =
      ModelRegistry.builtIn.models.flatMap { [$0.name, $0.endpoint] + $0.aliases }
      + ModelRegistry.builtIn.retired.flatMap { [$0.endpoint] + $0.names }
    #expect(Set(names).count == names.count)
    #expect(ModelRegistry.builtIn.models.allSatisfy { $0.kind != nil && $0.output != nil })
  }

  @Test(arguments: [
    "flux-schnell", "flux-dev", "flux-pro", "flux-realism", "fast-sdxl", "lightning-sdxl", "stable-cascade",
    "pixart-sigma", "kolors", "kling-v1-text", "kling-v1-image", "kling-v2-text", "kling-v2-image", "kling-elements",
    "kling-lipsync", "animatediff", "svd", "face-swap", "ccsr", "clarity-upscaler",
  ])
  func `have every name of the guide`(name: String) throws {
    let model = try #require(ModelRegistry.builtIn.model(named: name))
    #expect(model.name == name && model.isListed)
  }

  @Test(arguments: ModelRegistry.builtIn.models.map(\.name))
  func `have defaults that they accept themselves`(name: String) throws {
    let model = try #require(ModelRegistry.builtIn.model(named: name))
    for parameter in model.parameters {
      if let value = parameter.defaultValue, parameter.kind == .enumeration {
        #expect(parameter.values.contains(value))
      }
      let name = parameter.name
      #expect(model.parameters.filter { $0.name == name || $0.aliases.contains(name) }.count == 1, "\(name)")
      for alias in parameter.aliases { #expect(model.parameter(named: alias)?.name == name, "\(alias)") }
    }
    var given = JSONObject()
    for parameter in model.parameters {
      given[parameter.name] = parameter.defaultValue ?? (parameter.isRequired ? parameter.values.first ?? "x" : nil)
    }
    let input = try model.input(parameters: given)
    for parameter in model.parameters where parameter.defaultValue != nil {
      #expect(input[parameter.name] == parameter.defaultValue, "\(parameter.name)")
    }
  }

  @Test(arguments: ModelRegistry.builtIn.models.map(\.name))
  func `survive being written and read`(name: String) throws {
    let model = try #require(ModelRegistry.builtIn.model(named: name))
    #expect(ModelRegistry(json: ["schema": 1, "models": [model.json]])?.models == [model])
  }

  @Test(arguments: [
    ("flux-schnell", "fal-ai/flux/schnell"), ("FLUX-Dev", "fal-ai/flux/dev"), ("flux-pro", "fal-ai/flux-pro/v1.1"),
    ("fast-sdxl", "fal-ai/fast-sdxl"), ("kling-v2-text", "fal-ai/kling-video/v2/master/text-to-video"),
    ("fal-ai/flux-1/schnell", "fal-ai/flux/schnell"), ("fal-ai/whatever/x", "fal-ai/whatever/x"),
  ])
  func `are found by name, alias and endpoint`(name: String, endpoint: String) {
    #expect(ModelRegistry.builtIn.model(named: name)?.endpoint == endpoint)
  }

  @Test(arguments: ["nothing", "", "a/../b", "a//b", "a/b?c", "/a", "a/", "a b/c", "ä/b"])
  func `are not made up`(name: String) {
    #expect(ModelRegistry.builtIn.model(named: name) == nil)
  }

  @Test(arguments: [
    ("flux-schnel", "flux-schnell"), ("fluxdev", "flux-dev"), ("kling-v2-txt", "kling-v2-text"), ("sdxl-fast", nil),
    ("", nil), ("zzzzzzzzzzzz", nil),
  ])
  func `are suggested for what is nearly their name`(typed: String, name: String?) {
    #expect(ModelRegistry.builtIn.nearest(to: typed) == name)
  }

  @Test func `are refused as a whole where one is broken`() throws {
    let good = try #require(ModelRegistry.builtIn.models.first).json
    #expect(ModelRegistry(json: ["schema": 1, "models": [good]])?.models.count == 1)
    #expect(ModelRegistry(json: ["schema": 1, "models": [good, ["name": "x"]]]) == nil)
    #expect(ModelRegistry(json: ["schema": 2, "models": [good]]) == nil)
  }
}

@Suite struct `The models most people use` {
  private func parameter(_ model: String, _ name: String) throws -> ParameterSpec {
    try #require(ModelRegistry.builtIn.model(named: model)?.parameters.first { $0.name == name })
  }

  @Test(
    arguments: [
      ("flux-schnell", "num_inference_steps", 4, 1.0, 12.0), ("flux-dev", "num_inference_steps", 28, 1, 50),
      ("flux-schnell", "guidance_scale", 3.5, 1, 20), ("flux-dev", "num_images", 1, 1, 4),
      ("fast-sdxl", "num_images", 1, 1, 8), ("fast-sdxl", "guidance_scale", 7.5, 0, 20),
      ("kling-v2-text", "cfg_scale", 0.5, 0, 1),
    ] as [(String, String, JSONValue, Double, Double)])
  func `have their ranges`(model: String, name: String, value: JSONValue, low: Double, high: Double) throws {
    let parameter = try parameter(model, name)
    #expect(parameter.defaultValue == value)
    #expect(parameter.minimum == low && parameter.maximum == high)
  }

  @Test func `have strings that look like numbers where the provider wants them`() throws {
    #expect(try parameter("kling-v2-text", "duration").values == ["5", "10"])
    #expect(try parameter("flux-pro", "safety_tolerance").values == ["1", "2", "3", "4", "5", "6"])
    #expect(try parameter("lightning-sdxl", "num_inference_steps").values == ["1", "2", "4", "8"])
  }

  @Test func `name the file type as their provider does`() throws {
    #expect(try parameter("flux-dev", "output_format").values == ["jpeg", "png"])
    #expect(try parameter("fast-sdxl", "format").values == ["jpeg", "png"])
  }
}
