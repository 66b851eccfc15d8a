import AliceNumbers

extension ComfyWidgetNames {
  private static let picture = "prompt seed"
  private static let kontext = "prompt aspect_ratio guidance steps seed prompt_upsampling"
  private static let pika = "prompt_text negative_prompt seed resolution duration"
  private static let moonvalley = "prompt negative_prompt resolution prompt_adherence seed steps"
  private static let runway = "prompt duration ratio seed"

  /// Nodes that call a service.
  static let services: [String: String] = [
    "OpenAIDalle2": "\(picture) size n", "OpenAIDalle3": "\(picture) quality style size",
    "OpenAIGPTImage1": "\(picture) quality background size n", "OpenAIVideoSora2": "model prompt size duration seed",
    "FluxProUltraImageNode": "prompt prompt_upsampling seed aspect_ratio raw image_prompt_strength",
    "FluxProImageNode": "prompt prompt_upsampling width height seed", "FluxKontextProImageNode": kontext,
    "FluxKontextMaxImageNode": kontext,
    "FluxProExpandNode":
      "prompt prompt_upsampling top bottom left right guidance steps seed",
    "FluxProFillNode": "prompt prompt_upsampling guidance steps seed",
    "FluxProCannyNode": "prompt prompt_upsampling canny_low_threshold canny_high_threshold - guidance steps seed",
    "FluxProDepthNode": "prompt prompt_upsampling - guidance steps seed",
    "IdeogramV1": "prompt turbo aspect_ratio magic_prompt_option seed negative_prompt num_images",
    "IdeogramV2": "prompt turbo aspect_ratio resolution magic_prompt_option seed style_type negative_prompt num_images",
    "IdeogramV3": "prompt aspect_ratio resolution magic_prompt_option seed num_images rendering_speed",
    "RecraftTextToImageNode": "prompt size n seed", "RecraftImageToImageNode": "prompt n strength seed",
    "RecraftTextToVectorNode": "prompt substyle size n seed", "RecraftImageInpaintingNode": "prompt n seed",
    "RecraftReplaceBackgroundNode": "prompt n seed",
    "StabilityStableImageUltraNode": "prompt aspect_ratio style_preset seed image_denoise",
    "StabilityStableImageSD_3_5Node": "prompt model aspect_ratio style_preset cfg_scale seed image_denoise",
    "RunwayTextToImageNode": "prompt ratio", "RunwayImageToVideoNodeGen3a": runway,
    "RunwayImageToVideoNodeGen4": runway, "RunwayFirstLastFrameNode": runway,
    "KlingTextToVideoNode": "prompt negative_prompt cfg_scale aspect_ratio mode",
    "KlingImage2VideoNode": "prompt negative_prompt model_name cfg_scale mode aspect_ratio duration",
    "KlingImageGenerationNode": """
    prompt negative_prompt image_type image_fidelity human_fidelity model_name aspect_ratio n
    """,
    "LumaImageNode": "prompt model aspect_ratio seed style_image_weight",
    "LumaImageModifyNode": "prompt image_weight model seed",
    "LumaVideoNode": "prompt model aspect_ratio resolution duration loop seed",
    "LumaImageToVideoNode": "prompt model resolution duration loop seed",
    "MinimaxTextToVideoNode": "prompt_text model seed", "MinimaxImageToVideoNode": "prompt_text model seed",
    "MinimaxHailuoVideoNode": "prompt_text seed duration prompt_optimizer resolution",
    "PikaTextToVideoNode2_2": "\(pika) aspect_ratio", "PikaImageToVideoNode2_2": pika,
    "PikaScenesV2_2": "\(pika) ingredients_mode aspect_ratio", "PikaStartEndFrameNode2_2": pika,
    "Pikadditions": "prompt_text negative_prompt seed", "Pikaswaps": "prompt_text negative_prompt seed",
    "PixverseTextToVideoNode": "prompt aspect_ratio quality duration_seconds motion_mode seed negative_prompt",
    "PixverseImageToVideoNode": "prompt quality duration_seconds motion_mode seed negative_prompt",
    "VeoVideoGenerationNode": """
    prompt aspect_ratio negative_prompt duration_seconds enhance_prompt person_generation seed
    """,
    "Veo3VideoGenerationNode": """
    prompt aspect_ratio negative_prompt duration_seconds enhance_prompt person_generation seed model
    """,
    "MoonvalleyTxt2VideoNode": moonvalley, "MoonvalleyImg2VideoNode": moonvalley,
    "GeminiNode": "prompt model seed", "GeminiImageNode": "prompt model seed", "GeminiImage2Node": "prompt model seed",
    "ByteDanceImageNode": "model prompt size_preset width height seed guidance_scale",
    "ByteDanceSeedreamNode": "model prompt size_preset width height sequential_image_generation max_images seed",
    "ByteDanceTextToVideoNode": "model prompt resolution aspect_ratio duration seed",
    "ByteDanceImageToVideoNode": "model prompt resolution aspect_ratio duration seed",
    "WanTextToImageApi": "model prompt negative_prompt width height seed",
    "WanTextToVideoApi": "model prompt negative_prompt size duration seed",
    "WanImageToVideoApi": "model prompt negative_prompt resolution duration seed",
    "ViduTextToVideoNode": "model prompt duration seed", "ViduImageToVideoNode": "model prompt duration seed",
    "LtxvApiTextToVideo": "model prompt duration resolution", "LtxvApiImageToVideo": "model prompt duration resolution",
  ]
}
