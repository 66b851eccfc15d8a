import AliceKit

/// The text of `docs/models.md`: the models that the provider guide names, and all others.
struct ModelsPage {
  let registry: ModelRegistry

  /// The names that the provider's guide uses, in its order.
  private static let guide = [
    "flux-schnell", "flux-dev", "flux-pro", "flux-realism", "fast-sdxl", "lightning-sdxl", "stable-cascade",
    "pixart-sigma", "kolors", "kling-v1-text", "kling-v1-image", "kling-v2-text", "kling-v2-image", "kling-elements",
    "kling-lipsync", "animatediff", "svd", "face-swap", "ccsr", "clarity-upscaler",
  ]

  var text: String {
    let guide = ModelsPage.guide.compactMap { registry.listed($0) }
    return
      ([ModelsPage.opening] + [names(guide)] + ["## Their parameters\n"] + guide.map(section) + [others(guide), gone])
      .joined(separator: "\n")
  }

  private static let opening = """
    # Models

    This page is printed by the program (`make docs`); a test keeps the two in step.

    `alice models` lists the models, `alice models NAME` shows one: every parameter as it would be typed, and
    `alice models WORDS` searches. `--kind` wants a kind or a group of them (`image`, `edit`, `video`, `speech`, `audio`, `3d`).

    ## Endpoints that are not listed

    Any endpoint of fal.ai works as a model. The program carries a catalogue of fal.ai's endpoints with their kinds, inputs and
    outputs, made from the types of fal's own client (`docs/make-catalogue`). Searches read it offline: every word must begin a
    word of the name, the kind, the vendor or the description of a model; a word that no model has is taken for a misspelling.

    What an endpoint takes is asked of the provider and remembered for a week (`$XDG_CACHE_HOME/alice/models`). Where it cannot
    be asked, the catalogue tells. It may miss inputs, so it only helps: values get their types from it and the prompt its
    place, but what it does not know is sent as it is given, and what it would refuse is told and sent.

    `alice models refresh` asks for today's prices, also of endpoints that are not listed and were used, for what is deprecated,
    and for the list of all endpoints, which renews the catalogue's titles and adds descriptions and new endpoints; it needs a
    key and costs nothing.

    ## Parameters

    What is wrong is refused before anything is sent. What other models call the same thing is understood: `format` and
    `output_format`, `jpg`, `5`, `"5"`, `5s` and `5 seconds`, `image_url`, `start_image_url` and `image_urls`,
    `tail_image_url` and `end_image_url`, `steps`, `guidance` and `cfg_scale`, `effect`. `width` and `height` become the
    model's size, or its ratio where it has only that and the ratio is exact; `aspect_ratio` becomes a size of that shape.

    The prompt goes to the field that the model has for it, whatever its name: `text`, `gen_text`, `script`. A blank prompt is
    none, and refused where one is needed.

    `--size 16:9` and `--size 1024x768` are told as the model takes them: as a preset, pixels, `width` and `height`, a ratio, a
    class of resolution. The nearest one is taken, and told, if there is no equal one.

    A parameter that a listed model got since is looked up in the provider's schema, else in the catalogue. `--param k:=JSON`
    sends anything as it is: `--param turbo:=true`. Shells complete `--model`, `--param` and its values.

    ## The names of the provider guide

    Types: `'5'` is a text, `5` a number; `size` is a preset or `{"width", "height"}`. Prices drift: each has its date.

    """

  private func names(_ models: [ModelSpec]) -> String {
    var lines = [
      "| name | endpoint today | kind | price | as of | left out, with a warning |", "|---|---|---|---|---|---|",
    ]
    for model in models {
      lines.append(
        row([
          "`\(model.name)`", "`\(model.endpoint)`", model.kind?.rawValue ?? "-",
          model.price?.description ?? "not published",
          model.price.map { "\($0.date) (\($0.source))" } ?? "-",
          model.ignored.isEmpty ? "-" : model.ignored.map { "`\($0)`" }.joined(separator: ", "),
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ model: ModelSpec) -> String {
    var lines = ["### \(model.name)", "", model.summary + (model.note.map { " " + $0 } ?? "")]
    if model.status == .deprecated { lines.append("Deprecated; use `\(model.replacement ?? "-")`.") }
    lines += ["", "```", model.example, "```", "", "| field | type | default | also called |", "|---|---|---|---|"]
    for parameter in model.parameters {
      lines.append(
        row([
          "`\(parameter.name)`" + (parameter.isRequired ? " *" : ""), parameter.type,
          parameter.defaultValue.map { "`\($0.text)`" } ?? "-",
          parameter.aliases.isEmpty ? "-" : parameter.aliases.map { "`\($0)`" }.joined(separator: ", "),
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func others(_ guide: [ModelSpec]) -> String {
    let names = Set(guide.map(\.name))
    var lines = ["## All others", "", "| name | endpoint | kind | price | as of |", "|---|---|---|---|---|"]
    for model in registry.models where !names.contains(model.name) {
      lines.append(
        row([
          "`\(model.name)`", "`\(model.endpoint)`", model.kind?.rawValue ?? "-", model.price?.description ?? "-",
          model.price?.date ?? "-",
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var gone: String {
    var lines = ["## Gone", "", "Refused before anything is sent, with what to use instead.", ""]
    lines += ["| endpoint | names | what became of it | use |", "|---|---|---|---|"]
    for model in registry.retired {
      lines.append(
        row([
          "`\(model.endpoint)`", model.names.isEmpty ? "-" : model.names.map { "`\($0)`" }.joined(separator: ", "),
          model.reason, "`\(model.replacement)`",
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
}

extension ParameterSpec {
  /// The JSON type and the allowed values, as the provider defines them.
  fileprivate var type: String {
    switch kind {
    case .enumeration:
      let names = values.prefix(12).map { value in value.stringValue.map { "'\($0)'" } ?? value.text }
      return names.joined(separator: " ") + (values.count > 12 ? " … (\(values.count))" : "")
    case .size: return values.isEmpty ? "size" : "size, " + values.compactMap(\.stringValue).joined(separator: ", ")
    case .integer, .number: return kind.rawValue + (minimum == nil && maximum == nil ? "" : " \(form)")
    case .string:
      return maximumLength.map { "string, at most \($0) characters" } ?? (media == nil ? "string" : "address of a file")
    case .array: return media == nil ? "array" : "addresses of files" + (maximumItems.map { ", at most \($0)" } ?? "")
    default: return kind.rawValue
    }
  }
}
