import AliceModel
import Testing

@Suite struct `An endpoint known by its schema` {
  private func document(_ properties: JSONValue, required: JSONValue = [], category: JSONValue = "text-to-image")
    -> JSONValue
  {
    [
      "openapi": "3.0.4", "info": ["x-fal-metadata": ["category": category]],
      "components": [
        "schemas": [
          "In": ["type": "object", "properties": properties, "required": required],
          "Out": ["type": "object", "properties": ["images": ["type": "array"]]],
          "ImageSize": [
            "type": "object", "properties": ["width": ["type": "integer"], "height": ["type": "integer"]],
          ],
          "Circle": ["$ref": "#/components/schemas/Circle"],
        ]
      ],
      "paths": [
        "/me/new": [
          "post": ["requestBody": ["content": ["application/json": ["schema": ["$ref": "#/components/schemas/In"]]]]]
        ],
        "/me/new/requests/{request_id}": [
          "get": [
            "responses": ["200": ["content": ["application/json": ["schema": ["$ref": "#/components/schemas/Out"]]]]]
          ]
        ],
      ],
    ]
  }

  private func model(_ properties: JSONValue, required: JSONValue = []) throws -> ModelSpec {
    try #require(ModelSpec(openAPI: document(properties, required: required), endpoint: "me/new", date: "2026-11-24"))
  }

  @Test func `with senseless bounds takes a size as it is given`() throws {
    let side: JSONValue = ["type": "integer", "minimum": 1e300, "maximum": 1e308]
    let told = try model(["width": side, "height": side]).telling(size: "640x480")
    #expect(told.parameters == ["width": 640, "height": 480])
  }

  @Test func `has the parameters of the document`() throws {
    let model = try model(
      [
        "prompt": ["type": "string", "maxLength": 100, "description": "What\nto make"],
        "image_size": [
          "anyOf": [["$ref": "#/components/schemas/ImageSize"], ["type": "string", "enum": ["square", "auto"]]],
          "default": "auto",
        ],
        "duration": ["type": "string", "enum": ["5", "10"], "default": "5"],
        "steps": ["type": "integer", "minimum": 1, "maximum": 50, "default": 28],
        "guidance": ["anyOf": [["type": "number", "minimum": 0, "maximum": 20], ["type": "null"]], "default": .null],
        "image_url": ["type": "string"], "mask_url": ["type": "string"],
        "image_urls": ["type": "array", "items": ["type": "string"], "maxItems": 3],
        "ratio": ["anyOf": [["enum": ["1:1"], "type": "string"], ["type": "string"]]],
        "odd": ["anyOf": [["type": "string"], ["type": "array"]]], "version": ["const": "v1"],
        "size": ["allOf": [["$ref": "#/components/schemas/ImageSize"]], "default": ["width": 5, "height": 6]],
      ], required: ["prompt"])
    #expect(model.isListed && model.kind == .textToImage && model.output == .images)
    let kinds = model.parameters.map { "\($0.name):\($0.kind.rawValue)" }
    #expect(
      kinds == [
        "prompt:string", "image_size:size", "duration:enum", "steps:integer", "guidance:number", "image_url:string",
        "mask_url:string", "image_urls:array", "ratio:string", "odd:any", "version:enum", "size:size",
      ])
    let parameter = { (name: String) in model.parameters.first { $0.name == name } }
    #expect(parameter("prompt")?.isRequired == true && parameter("prompt")?.maximumLength == 100)
    #expect(parameter("prompt")?.description == "What to make")
    #expect(parameter("image_size")?.values == ["auto"] && parameter("image_size")?.defaultValue == "auto")
    #expect(parameter("guidance")?.maximum == 20 && parameter("guidance")?.defaultValue == nil)
    #expect(parameter("mask_url")?.media == .mask && parameter("image_urls")?.media == .image)
    #expect(parameter("image_urls")?.maximumItems == 3 && parameter("ratio")?.values == ["1:1"])
    #expect(
      try model.input(
        prompt: "x", parameters: ["duration": "5s", "steps": "30", "size": "8x9", "odd": "[1]", "ratio": "7:5"])
        == [
          "prompt": "x", "duration": "5", "steps": 30, "size": ["width": 8, "height": 9], "odd": [1], "ratio": "7:5",
        ])
    #expect(throws: InputError.unknownParameter("step", model: "me/new", nearest: "steps")) {
      try model.input(prompt: "x", parameters: ["step": 3])
    }
    #expect(ModelSpec(json: model.json) == model)
  }

  @Test(
    arguments: [
      [:], ["paths": [:]], ["paths": []], .null, "x",
      [
        "paths": [
          "/me/new": ["post": ["requestBody": ["content": ["application/json": ["schema": ["$ref": "#/nowhere"]]]]]]
        ]
      ],
      [
        "paths": [
          "/me/new": ["post": ["requestBody": ["content": ["application/json": ["schema": ["properties": [:]]]]]]]
        ]
      ],
    ] as [JSONValue])
  func `is not known by what is no schema`(document: JSONValue) {
    #expect(ModelSpec(openAPI: document, endpoint: "me/new", date: "2026-11-24") == nil)
  }

  @Test func `survives circles, monsters and nonsense`() throws {
    var many = JSONObject()
    for index in 0..<5000 { many["p\(index)"] = ["type": "string", "default": ["x": 1]] }
    #expect(try model(.object(many)).parameters.count == 200)
    let odd = try model([
      "a": ["$ref": "#/components/schemas/Circle"], "b": 5, "c": ["type": ["string", "null"]], "d": ["enum": []],
      "e": ["enum": [["x": 1], .null]], "no way": ["type": "string"], "": ["type": "string"],
      "f": ["type": "integer", "minimum": 1e308, "maxLength": -5, "default": "x"],
      "g": ["type": "string", "description": .string(String(repeating: "word ", count: 10_000))],
    ])
    #expect(odd.parameters.map(\.name) == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(odd.parameters.prefix(5).allSatisfy { $0.kind == .any })
    #expect(odd.parameters[5].defaultValue == nil && odd.parameters[6].description.count <= 200)
  }
}
