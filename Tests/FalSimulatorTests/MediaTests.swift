import AliceModel
import AliceVision
import FalSimulator
import Foundation
import Testing

@Suite struct `Media` {
  private func picture(_ wire: Wire, _ endpoint: String, _ input: JSONValue) async throws -> Reply {
    let result = try await wire.make(endpoint, input)
    let address = try #require(result.json["images"]?[0]?["url"]?.stringValue, "\(result.text)")
    return try await wire.get(address, key: "")
  }

  @Test func `a picture needs no key and is what its address says`() async throws {
    try await withSimulator { wire in
      let result = try await wire.make()
      #expect(result.json["images"]?[0]?["width"] == 48 && result.json["images"]?[0]?["height"] == 32)
      #expect(result.json["seed"] == 7 && result.json["prompt"] == "a lake at dawn")
      let reply = try await picture(wire, "fal-ai/flux/schnell", Wire.small)
      #expect(reply.header("content-type") == "image/jpeg")
      #expect(reply.header("content-length") == String(reply.body.count))
      let pixels = try ImageDecoder.decode(reply.body, format: .jpeg).pixels
      #expect(pixels.width == 48 && pixels.height == 32)
    }
  }

  @Test(arguments: [
    ("bytes=0-3", 206, 0..<4), ("bytes=10-", 206, 10..<100), ("bytes=-5", 206, 95..<100),
    ("bytes=90-1000", 206, 90..<100), ("bytes=100-", 416, 0..<0), ("bytes=5-3", 416, 0..<0), ("bytes=x", 416, 0..<0),
    ("bytes=0-1,3-4", 200, 0..<100), ("lines=1-2", 200, 0..<100),
  ])
  func `parts can be asked for`(range: String, status: Int, expected: Range<Int>) async throws {
    try await withSimulator { wire in
      let bytes = (0..<100).map { UInt8($0) }
      let place = try await wire.post("/storage/upload/initiate", ["file_name": "a.bin"])
      _ = try await wire.call("PUT", try #require(place.json["upload_url"]?.stringValue), bytes, key: "")
      let address = try #require(place.json["file_url"]?.stringValue)
      let reply = try await wire.get(address, headers: [("Range", range)])
      #expect(reply.status == status && reply.body == Array(bytes[expected]))
      if status == 206 {
        #expect(reply.header("content-range") == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/100")
      }
      let head = try await wire.call("HEAD", address)
      #expect(head.status == 200 && head.header("content-length") == "100" && head.body.isEmpty)
      #expect(head.header("etag") != nil && head.header("accept-ranges") == "bytes")
    }
  }

  @Test func `equal requests give equal pictures, others others`() async throws {
    try await withSimulator { wire in
      let first = try await picture(wire, "fal-ai/flux/schnell", Wire.small)
      let again = try await picture(wire, "fal-ai/flux/schnell", Wire.small)
      #expect(first.body == again.body && first.header("etag") != nil)
      var other = Wire.small
      if case .object(var object) = other {
        object["seed"] = 8
        other = .object(object)
      }
      #expect(try await picture(wire, "fal-ai/flux/schnell", other).body != first.body)
      #expect(try await picture(wire, "fal-ai/flux/dev", Wire.small).body != first.body)
    }
  }

  @Test func `several pictures of one request are different`() async throws {
    try await withSimulator { wire in
      let input: JSONValue = [
        "prompt": "x", "seed": 1, "num_images": 3, "image_size": ["width": 32, "height": 32], "output_format": "png",
      ]
      let result = try await wire.make("fal-ai/flux/dev", input)
      var seen: Set<[UInt8]> = []
      for image in result.json["images"]?.arrayValue ?? [] {
        let reply = try await wire.get(try #require(image["url"]?.stringValue))
        #expect(reply.header("content-type") == "image/png" && reply.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        seen.insert(reply.body)
      }
      #expect(seen.count == 3 && result.json["has_nsfw_concepts"] == [false, false, false])
    }
  }

  @Test func `media can stand in the answer itself`() async throws {
    try await withSimulator { wire in
      let result = try await wire.make(
        "fal-ai/kolors", ["prompt": "x", "sync_mode": true, "image_size": ["width": 16]])
      let address = try #require(result.json["images"]?[0]?["url"]?.stringValue)
      #expect(address.hasPrefix("data:image/png;base64,"))
      let bytes = try #require(Data(base64Encoded: String(address.dropFirst(22))))
      #expect(try ImageDecoder.decode([UInt8](bytes), format: .png).pixels.width == 16)
    }
  }

  @Test func `output lives as long as the request asks`() async throws {
    try await withStoppedTime { wire, clock in
      let header = ("X-Fal-Object-Lifecycle-Preference", #"{"expiration_duration_seconds":60}"#)
      let ticket = try await wire.submit(headers: [header])
      clock.advance(1)
      let address = try #require(try await wire.get(ticket.response).json["images"]?[0]?["url"]?.stringValue)
      #expect(try await wire.get(address).status == 200)
      clock.advance(60)
      #expect(try await wire.get(address).status == 404)
    }
  }

  @Test(arguments: [("16:9", "5"), ("9:16", "10"), ("1:1", "5")])
  func `a film has its shape and length`(aspect: String, seconds: String) async throws {
    try await withSimulator { wire in
      let input: JSONValue = ["prompt": "x", "aspect_ratio": .string(aspect), "duration": .string(seconds)]
      let film = try await wire.make("fal-ai/kling-video/v2/master/text-to-video", input).json["video"]
      #expect(film?["content_type"] == "video/mp4" && film?["file_name"] == "output.mp4")
      let reply = try await wire.get(try #require(film?["url"]?.stringValue))
      #expect(film?["file_size"]?.intValue == reply.body.count && reply.header("content-type") == "video/mp4")
      #expect(reply.body[4..<8].elementsEqual("ftyp".utf8))
      let header = try #require(reply.body.firstRange(of: Array("mvhd".utf8)))
      let numbers = reply.body[(header.upperBound + 12)..<(header.upperBound + 20)].map { UInt32($0) }
      let scale = numbers[0..<4].reduce(0) { $0 << 8 | $1 }
      let length = numbers[4..<8].reduce(0) { $0 << 8 | $1 }
      #expect(length / scale == UInt32(seconds) ?? 0)
    }
  }

  @Test func `two prompts give two films, one prompt one`() async throws {
    try await withSimulator { wire in
      var films: [[UInt8]] = []
      for prompt in ["a", "b", "a"] {
        let film = try await wire.make("fal-ai/kling-video/v2/master/text-to-video", ["prompt": .string(prompt)])
        films.append(try await wire.get(try #require(film.json["video"]?["url"]?.stringValue)).body)
      }
      #expect(films[0] == films[2] && films[0] != films[1])
    }
  }

  @Test func `what is enlarged is the picture that was sent`() async throws {
    try await withSimulator { wire in
      var source = Pixels(width: 24, height: 16, filledWith: 40)
      for at in 0..<(24 * 8 * 3) { source.rgb[at] = 200 }
      let place = try await wire.post("/storage/upload/initiate", ["file_name": "a.png", "content_type": "image/png"])
      let png = try ImageEncoder.png(source)
      _ = try await wire.call("PUT", try #require(place.json["upload_url"]?.stringValue), png, key: "")
      let input: JSONValue = ["image_url": place.json["file_url"] ?? .null, "upscale_factor": 3]
      let result = try await wire.make("fal-ai/clarity-upscaler", input)
      #expect(result.json["image"]?["width"] == 72 && result.json["image"]?["height"] == 48)
      let reply = try await wire.get(try #require(result.json["image"]?["url"]?.stringValue))
      let pixels = try ImageDecoder.decode(reply.body, format: .png).pixels
      // Each upscaler leaves a grain of its own.
      let (first, last) = (Int(pixels.rgb[0]), Int(pixels.rgb[pixels.rgb.count - 1]))
      #expect(pixels.width == 72 && abs(first - 200) <= 6 && abs(last - 40) <= 6)
      // 72 × 48 pixels at 0.03 a megapixel.
      #expect(try await wire.ledger()[0]["units"]?.doubleValue == 0.003456)
    }
  }
}
