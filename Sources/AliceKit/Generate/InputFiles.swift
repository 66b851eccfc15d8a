import AliceFal
import AliceLibrary
import AliceMedia

/// Files and addresses that go into a request, by what they are.
public struct InputFiles: Sendable, Hashable {
  /// Paths, or `https:` addresses.
  public var images: [String]
  public var videos: [String]
  public var audios: [String]

  public init(images: [String] = [], videos: [String] = [], audios: [String] = []) {
    self.images = images
    self.videos = videos
    self.audios = audios
  }

  public var isEmpty: Bool { self == InputFiles() }

  /// The parameters that take them, each with the text that `address` makes of it.
  func parameters(
    of model: ModelSpec, address: (String) async throws -> String
  ) async throws -> JSONObject {
    var parameters = JSONObject()
    for (media, sources) in [(ParameterSpec.Media.image, images), (.video, videos), (.audio, audios)] {
      var addresses: [String] = []
      for source in sources { addresses.append(try await address(source)) }
      do {
        for (key, value) in try model.placing(media, addresses) { parameters[key] = value }
      } catch {
        throw AliceError.input(error)
      }
    }
    return parameters
  }
}

/// Brings files to the provider, which answers with their address.
struct InputUpload: Sendable {
  let client: FalClient
  private static let limit = 90 << 20

  /// The address of `source`, which may be one already.
  func address(of source: String) async throws -> String {
    if source.hasPrefix("https://") || source.hasPrefix("http://") || source.hasPrefix("data:") { return source }
    let path = BytePath(source).absolute
    guard let file = try? OpenFile.open(path), let bytes = try? file.readAll(limit: InputUpload.limit) else {
      throw AliceError.configuration("'\(source)' cannot be read, or is larger than 90 MB")
    }
    do {
      return try await client.upload(
        bytes, contentType: InputUpload.type(of: bytes, path), fileName: path.lastComponent.description)
    } catch {
      throw AliceError(error)
    }
  }

  private static func type(of bytes: [UInt8], _ path: BytePath) -> String {
    if let format = try? MediaFile.inspect(bytes, offsetMinutes: 0).format { return format.contentType }
    switch path.fileExtension {
    case "mp3": return "audio/mpeg"
    case "wav": return "audio/wav"
    case "ogg": return "audio/ogg"
    case "flac": return "audio/flac"
    case "m4a": return "audio/mp4"
    default: return "application/octet-stream"
    }
  }
}

extension MediaFormat {
  var contentType: String {
    switch self {
    case .mov: "video/quicktime"
    case .mkv: "video/x-matroska"
    case .mp3: "audio/mpeg"
    default: "\(kind.rawValue)/\(rawValue)"
    }
  }
}
