extension ModelSpec {
  /// Returns the parameters that take the URL of such a file, in the order in which files are assigned to them.
  public func parameters(taking media: ParameterSpec.Media) -> [ParameterSpec] {
    parameters.filter { $0.media == media }
  }

  /// Assigns the URLs of uploaded files to the parameters that take them: one each, and all that remain to a list.
  ///
  /// An endpoint that is not listed gets them as `image_url`, `video_url` and `audio_url`, or several as `image_urls`
  /// and so on.
  public func placing(_ media: ParameterSpec.Media, _ urls: [String]) throws(InputError) -> JSONObject {
    guard !urls.isEmpty else { return [:] }
    guard isListed, !isOpen || !parameters(taking: media).isEmpty else {
      return urls.count == 1
        ? ["\(media.rawValue)_url": .string(urls[0])]
        : ["\(media.rawValue)_urls": .array(urls.map(JSONValue.string))]
    }
    var rest = urls[...]
    var placed = JSONObject()
    let places = parameters(taking: media)
    for parameter in places where !rest.isEmpty {
      if parameter.kind == .array {
        placed[parameter.name] = .array(rest.map(JSONValue.string))
        rest = []
      } else {
        placed[parameter.name] = rest.popFirst().map(JSONValue.string)
      }
    }
    guard rest.isEmpty else { throw .noPlace(media, model: name, given: urls.count, places: places.count) }
    return placed
  }
}
