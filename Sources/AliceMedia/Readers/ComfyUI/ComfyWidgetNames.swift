/// The widgets of common nodes in the order in which the editor stores their values, without the controls of seeds. A
/// hyphen stands for a widget that says nothing about the recipe, a bar for another version of the node.
enum ComfyWidgetNames {
  /// Returns the names of each version of the node; none for unknown kinds.
  static func of(_ kind: String) -> [[String]] {
    let line = core[kind] ?? packs[kind] ?? services[kind]
    return (line ?? "").split(separator: "|").map { version in
      version.split(separator: " ").map { $0 == "-" ? "" : String($0) }
    }
  }

  private static let sampler = "seed steps cfg sampler_name scheduler denoise"
  private static let advanced = "add_noise noise_seed steps cfg sampler_name scheduler start_at_step end_at_step"
  private static let size = "width height batch_size"
  private static let film = "width height length batch_size"

  private static let core: [String: String] = [
    "KSampler": sampler, "KSamplerAdvanced": advanced, "SamplerCustom": "add_noise noise_seed cfg",
    "RandomNoise": "noise_seed", "CFGGuider": "cfg", "DualCFGGuider": "cfg_conds cfg_cond2_negative",
    "KSamplerSelect": "sampler_name", "BasicScheduler": "scheduler steps denoise",
    "SDTurboScheduler": "steps denoise", "KarrasScheduler": "steps", "ExponentialScheduler": "steps",
    "PolyexponentialScheduler": "steps", "VPScheduler": "steps", "AlignYourStepsScheduler": "model_type steps denoise",
    "GITSScheduler": "coeff steps denoise", "LaplaceScheduler": "steps", "BetaSamplingScheduler": "steps alpha beta",
    "Flux2Scheduler": "steps width height", "LTXVScheduler": "steps", "SplitSigmas": "step",
    "SplitSigmasDenoise": "denoise", "CLIPTextEncode": "text", "CLIPTextEncodeFlux": "clip_l t5xxl guidance",
    "FluxGuidance": "guidance", "CLIPTextEncodeControlnet": "text",
    "CLIPTextEncodeSDXL": "width height crop_w crop_h target_width target_height text_g text_l",
    "CLIPTextEncodeSDXLRefiner": "ascore width height text", "CLIPTextEncodePixArtAlpha": "width height text",
    "ClipTextEncodeFluxUnguided": "clip_l t5xxl",
    "CLIPTextEncodeSD3": "clip_l clip_g t5xxl empty_padding", "CLIPTextEncodeHunyuanDiT": "bert mt5xl",
    "CLIPTextEncodeHiDream": "clip_l clip_g t5xxl llama", "CLIPTextEncodeKandinsky5": "clip_l qwen25_7b",
    "CLIPTextEncodeLumina2": "system_prompt user_prompt", "TextEncodeAceStepAudio": "tags lyrics",
    "TextEncodeAceStepAudio1.5": "tags lyrics", "TextEncodeQwenImageEdit": "prompt",
    "TextEncodeQwenImageEditPlus": "prompt", "TextEncodeHunyuanVideo_ImageToVideo": "prompt image_interleave",
    "TextGenerate": "prompt", "GLIGENTextBoxApply": "text width height x y", "CLIPSetLastLayer": "stop_at_clip_layer",
    "CheckpointLoaderSimple": "ckpt_name", "CheckpointLoader": "config_name ckpt_name",
    "ImageOnlyCheckpointLoader": "ckpt_name", "unCLIPCheckpointLoader": "ckpt_name", "UNETLoader": "unet_name",
    "UnetLoaderGGUF": "unet_name", "UnetLoaderGGUFAdvanced": "unet_name", "DiffusersLoader": "model_path",
    "VAELoader": "vae_name", "LoraLoader": "lora_name strength_model strength_clip",
    "LoraLoaderModelOnly": "lora_name strength_model", "ControlNetLoader": "control_net_name",
    "ControlNetApply": "strength", "ControlNetApplyAdvanced": "strength start_percent end_percent",
    "ConditioningAverage": "conditioning_to_strength", "ConditioningSetTimestepRange": "start end",
    "ConditioningSetArea": "width height x y strength", "ConditioningSetAreaPercentage": "width height x y strength",
    "ConditioningSetMask": "strength set_cond_area", "ModelSamplingFlux": "max_shift base_shift width height",
    "ModelSamplingSD3": "shift", "EmptyLatentImage": size, "EmptySD3LatentImage": size, "EmptyFlux2LatentImage": size,
    "EmptyChromaRadianceLatentImage": size, "EmptyHunyuanImageLatent": size, "EmptyQwenImageLayeredLatentImage": size,
    "EmptyHunyuanLatentVideo": film, "EmptyLTXVLatentVideo": film, "EmptyMochiLatentVideo": film,
    "EmptyCosmosLatentVideo": film, "WanImageToVideo": film, "WanFirstLastFrameToVideo": film,
    "WanFunControlToVideo": film, "WanVaceToVideo": "\(film) strength", "Wan22ImageToVideoLatent": film,
    "LTXVImgToVideo": "\(film) strength", "HunyuanImageToVideo": "\(film) guidance_type",
    "LTXVConditioning": "frame_rate", "StableCascade_EmptyLatentImage": "width height compression batch_size",
    "SVD_img2vid_Conditioning": "width height video_frames motion_bucket_id fps augmentation_level",
    "LatentUpscale": "upscale_method width height crop", "LatentUpscaleBy": "upscale_method scale_by",
    "StringConcatenate": "string_a string_b delimiter", "StringReplace": "string find replace",
    "StringSubstring": "string start end", "StringTrim": "string mode", "CaseConverter": "string mode",
    "RegexExtract": "string regex_pattern", "RegexReplace": "string regex_pattern replace",
    "PrimitiveString": "value", "PrimitiveStringMultiline": "value", "PrimitiveInt": "value",
    "PrimitiveFloat": "value", "PrimitiveBoolean": "value", "PrimitiveNode": "value", "ComfySwitchNode": "switch",
    "PreviewAny": "text_0", "InstructPixToPixConditioning": "noise_mask", "InpaintModelConditioning": "noise_mask",
    "PerpNegGuider": "cfg neg_scale", "HypernetworkLoader": "hypernetwork_name strength",
  ]
}
