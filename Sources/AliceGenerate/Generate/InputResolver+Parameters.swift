import AliceLibrary
import AliceWorkspace
import Foundation

extension InputResolver {
  /// Returns the request with what it leaves open: its size in the form that the model takes, and its parameters with
  /// the local files that they name, which are uploaded like other inputs.
  mutating func settled(_ request: GenerationRequest) throws -> GenerationRequest {
    var request = request
    if let size = request.size { try tell(size, to: &request) }
    for (name, value) in request.parameters where request.written.contains(name) {
      let field = InputField(name, model.parameter(named: name))
      request.parameters[name] = try localized(value, field)
    }
    for (name, value) in request.raw { request.raw[name] = try localized(value, InputField(name, nil)) }
    let known = Set(request.raw.keys).subtracting(model.unknown(among: request.raw.keys))
    for name in request.raw.keys {
      let table = known.contains(name) ? "" : ": \(model.name) has no such parameter in the list"
      notes.append("\(name) is sent as it is given\(model.isListed ? table : "")")
    }
    return request
  }

  private mutating func tell(_ size: String, to request: inout GenerationRequest) throws {
    let told = try AliceError.naming { () throws(InputError) in try model.telling(size: size) }
    for (name, value) in told.parameters {
      let given = (request.parameters.keys + request.raw.keys).first { given in
        given == name || model.parameter(named: given)?.name == name
      }
      guard let given else {
        request.parameters[name] = value
        continue
      }
      // A resolution may be given besides a shape.
      guard name == "resolution" else { throw AliceError.input(.conflict(given, "size")) }
    }
    if let note = told.note { notes.append(note) }
    request.size = nil
  }

  /// Replaces the names of local files, at any depth; JSON that is written as text is read only if it names one.
  private mutating func localized(_ value: JSONValue, _ field: InputField) throws -> JSONValue {
    switch value {
    case .string(let text):
      if text.first == "[" || text.first == "{", let json = try? JSONValue(parsing: text), json.scalarText == nil {
        let changed = try localized(json, field)
        return changed == json ? value : changed
      }
      return try address(of: text, field).map(JSONValue.string) ?? value
    case .array(let values):
      var changed: [JSONValue] = []
      for value in values { changed.append(try localized(value, field)) }
      return .array(changed)
    case .object(let object):
      var changed = object
      for (name, value) in object { changed[name] = try localized(value, InputField(name, nil)) }
      return .object(changed)
    default: return value
    }
  }

  /// Returns the address that stands for a local file or an asset; nil if the text is to be sent as it is.
  private mutating func address(of text: String, _ field: InputField) throws -> String? {
    guard field.mayBeFile, !text.isEmpty, text.utf8.count <= 4096, !InputField.isAddress(text) else { return nil }
    let media = model.isOpen ? nil : field.media
    let file: InputFile
    if let path = try path(text) {
      file = try self.file(path, given: text, media)
    } else if field.isAddress, let id = InputName.asset(in: text)?.hex ?? (AssetID.isPrefix(text) ? text : nil),
      workspace != nil || InputName.asset(in: text) != nil
    {
      file = try asset(id, media)
    } else if field.isAddress, InputField.looksLikePath(text) {
      throw AliceError.noSuchInput(text)
    } else {
      return nil
    }
    let input = ResolvedInput(media: field.media ?? file.kind.flatMap(InputField.media) ?? .image, source: .file(file))
    if !named.contains(where: { $0.text == input.text }) { named.append(input) }
    return input.text
  }

  /// Returns the path of an existing file; a tilde, which the shell leaves alone in `name=~/file`, is the home folder.
  private func path(_ text: String) throws -> BytePath? {
    let path = BytePath(text.hasPrefix("~/") ? NSHomeDirectory() + text.dropFirst() : text).absolute.followed
    var status = stat()
    guard stat(path.description, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return path
  }
}

/// What a member of a request may hold, by its name.
struct InputField {
  let name: String
  let media: ParameterSpec.Media?

  init(_ name: String, _ parameter: ParameterSpec?) {
    self.name = (parameter?.name ?? name).lowercased()
    media = parameter?.media
  }

  private static let files: Set<String> = [
    "image", "images", "audio", "video", "videos", "mask", "masks", "file", "files", "path", "url", "urls", "mesh",
    "input_image", "input_images", "reference_image", "reference_images", "ref_image", "source_image", "target_image",
    "garment_image", "model_image", "start_image", "end_image", "first_frame", "last_frame", "control_image",
    "mask_image", "style_image", "face_image", "images_data", "pdf", "document",
  ]

  /// Returns the kind of parameter that takes such a file.
  static func media(_ kind: MediaKind) -> ParameterSpec.Media? {
    ParameterSpec.Media.allCases.first { $0 != .mask && $0.kind == kind }
  }

  /// Whether its value is an address, so that anything else is a mistake.
  var isAddress: Bool { media != nil || name.hasSuffix("_url") || name.hasSuffix("_urls") }

  var mayBeFile: Bool { isAddress || InputField.files.contains(name) }

  /// Whether a text has a scheme: `https://…`, `data:…`.
  static func isAddress(_ text: String) -> Bool {
    text.hasPrefix("data:") || text.prefix(40).contains("://") || LocalInput(address: text) != nil
  }

  static func looksLikePath(_ text: String) -> Bool {
    text.hasPrefix("~") || text.hasPrefix(".") || text.contains("/") || text.hasPrefix("file:")
      || text.wholeMatch(of: /[^\/\s]+\.[A-Za-z0-9]{1,5}/) != nil
  }
}

/// The content types of files that are inputs but not media.
enum ContentType {
  static func of(_ name: String) -> String {
    let suffix = (name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? "").lowercased()
    if ["ttf", "otf"].contains(suffix) { return "font/" + suffix }
    return MediaFormat(fileExtension: suffix)?.contentTypes.first ?? "application/octet-stream"
  }
}
