/// The models behind the nodes that call a service: the type of such a node names its model.
enum ComfyVendors {
  /// Returns the service's name of the model, or the type of the node where only the service is known; nil for nodes of
  /// no known service.
  static func model(of kind: String) -> String? {
    if let known = models[kind] { return known }
    guard prefixes.contains(where: { kind.hasPrefix($0) }) else { return nil }
    return kind.hasSuffix("Node") ? String(kind.dropLast(4)) : kind
  }

  private static let prefixes = [
    "FluxPro", "FluxKontext", "Flux2Pro", "Flux2Max", "Ideogram", "Recraft", "Runway", "Stability", "Kling", "Luma",
    "Minimax",
    "Pika", "Pixverse", "Veo", "Vidu", "Moonvalley", "ByteDance", "OpenAI", "Sora", "GeminiImage", "NanoBanana",
    "GrokImage", "GrokVideo", "WanTextTo", "WanImageToVideoApi", "Hailuo", "Seedream", "Seedance", "LtxvApi", "LTXVApi",
    "FAL", "Fal", "Replicate", "Imagen", "Reve", "Bria", "Magnific", "Topaz",
  ]

  private static let models: [String: String] = [
    "FluxProUltraImageNode": "flux-pro-1.1-ultra", "FluxProImageNode": "flux-pro-1.1",
    "FluxKontextProImageNode": "flux-kontext-pro", "FluxKontextMaxImageNode": "flux-kontext-max",
    "FluxProExpandNode": "flux-pro-1.0-expand", "FluxProFillNode": "flux-pro-1.0-fill",
    "FluxProCannyNode": "flux-pro-1.0-canny", "FluxProDepthNode": "flux-pro-1.0-depth",
    "Flux2ProImageNode": "flux-2-pro", "Flux2MaxImageNode": "flux-2-max", "IdeogramV1": "ideogram-v1",
    "IdeogramV2": "ideogram-v2", "IdeogramV3": "ideogram-v3", "RecraftTextToImageNode": "recraftv3",
    "RecraftImageToImageNode": "recraftv3", "RecraftTextToVectorNode": "recraftv3",
    "RecraftImageInpaintingNode": "recraftv3", "RecraftReplaceBackgroundNode": "recraftv3",
    "StabilityStableImageUltraNode": "stable-image-ultra", "StabilityStableImageSD_3_5Node": "sd3.5",
    "StabilityTextToAudio": "stable-audio-2.5", "StabilityAudioToAudio": "stable-audio-2.5",
    "OpenAIDalle2": "dall-e-2", "OpenAIDalle3": "dall-e-3", "OpenAIGPTImage1": "gpt-image-1",
    "OpenAIGPTImageNodeV2": "gpt-image", "OpenAIVideoSora2": "sora-2", "RunwayTextToImageNode": "gen4_image",
    "RunwayImageToVideoNodeGen3a": "gen3a_turbo", "RunwayImageToVideoNodeGen4": "gen4_turbo",
    "RunwayFirstLastFrameNode": "gen3a_turbo", "LumaImageNode": "photon-1", "LumaVideoNode": "ray-2",
    "MinimaxTextToVideoNode": "T2V-01", "MinimaxImageToVideoNode": "I2V-01",
    "MinimaxHailuoVideoNode": "MiniMax-Hailuo-02", "PikaTextToVideoNode2_2": "pika-2.2",
    "PikaImageToVideoNode2_2": "pika-2.2", "PikaScenesV2_2": "pika-2.2", "PikaStartEndFrameNode2_2": "pika-2.2",
    "PixverseTextToVideoNode": "pixverse-v4.5", "PixverseImageToVideoNode": "pixverse-v4.5",
    "VeoVideoGenerationNode": "veo-2.0-generate-001", "Veo3VideoGenerationNode": "veo-3.0-generate-001",
    "GeminiImageNode": "gemini-2.5-flash-image", "GeminiImage2Node": "gemini-3-pro-image",
    "MoonvalleyTxt2VideoNode": "moonvalley", "MoonvalleyImg2VideoNode": "moonvalley",
    "MoonvalleyVideo2VideoNode": "moonvalley",
  ]
}
