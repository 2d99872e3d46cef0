using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Darkroom.Server.Mcp;

/// <summary>What a request may say about its images.</summary>
internal abstract record RunArguments
{
    public const int MaxPrompt = 40_000;
    public const int MaxWait = 600;
    public const int DefaultWait = 45;

    [Description("How many images to make side by side.")]
    [Range(1, 16)]
    [DefaultValue(1)]
    public int? N { get; init; }

    [Description("The model, as list_models names it: a provider such as openai for its default model, or provider/model. Leave it out for the server's default.")]
    [StringLength(200, MinimumLength = 1)]
    public string? Model { get; init; }

    [Description("The shape, such as 16:9 or 1:1. The closest size of the model is used. Send this or size, not both.")]
    [RegularExpression("^[0-9]{1,5}:[0-9]{1,5}$")]
    public string? AspectRatio { get; init; }

    [Description("Width x height in pixels, such as 1024x1024. list_models has the sizes of each model.")]
    [RegularExpression("^[0-9]{1,5}x[0-9]{1,5}$")]
    public string? Size { get; init; }

    [Description("One of the model's qualities in list_models. A higher one costs more.")]
    [StringLength(40, MinimumLength = 1)]
    public string? Quality { get; init; }

    [Description("What the images should not show, if the model supports it.")]
    [StringLength(MaxPrompt, MinimumLength = 1)]
    public string? NegativePrompt { get; init; }

    [Description("Makes the same image again with the same prompt, model and size, if the model supports seeds. Image i uses seed + i.")]
    [Range(0, 9_007_199_254_740_991)]
    public long? Seed { get; init; }

    [Description("transparent needs a model that can, and png or webp.")]
    public BackgroundChoice? Background { get; init; }

    [Description("The file format, if the model offers a choice.")]
    public FormatChoice? OutputFormat { get; init; }

    [Description("A name that you choose for this request. A repeated call with the same name starts nothing and costs nothing: it waits for the first one. Always send one if you may have to repeat the call.")]
    [StringLength(200, MinimumLength = 1)]
    public string? RequestId { get; init; }

    [Description("How many seconds to wait for the images. After that the result has the status generating, and get_generation waits on. Stay below the time limit of your client, which is often 60.")]
    [Range(0, MaxWait)]
    [DefaultValue(DefaultWait)]
    public int? WaitSeconds { get; init; }

    /// <summary>Returns the request in the terms of the engine.</summary>
    public StartRequest ToRequest(string? prompt, ModelTarget target) => new()
    {
        Prompt = prompt,
        N = N,
        Size = Size,
        AspectRatio = AspectRatio,
        Quality = Quality,
        Provider = target.Provider.Id,
        Model = target.Model,
        NegativePrompt = NegativePrompt,
        Seed = Seed,
        OutputFormat = OutputFormat is { } format ? Wire.Name(format) : null,
        Background = Background is { } background ? Wire.Name(background) : null,
    };
}

internal enum BackgroundChoice
{
    Auto,
    Opaque,
    Transparent,
}

internal enum FormatChoice
{
    Png,
    Jpeg,
    Webp,
}
