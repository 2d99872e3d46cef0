using System.CommandLine;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Terminal;
using NewGeneration = Darkroom.Client.NewGeneration;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>The options that <c>generate</c> and <c>edit</c> have in common.</summary>
internal sealed class GenerationOptions
{
    private readonly Option<int?> _count = CheckedOptions.Number<int>("-n", "The number of images, 1 to 16");
    private readonly Option<string> _folder = new("--out", "-o") { HelpName = "DIR", Description = "The folder for the images; it is created. By default this one", DefaultValueFactory = _ => "." };
    private readonly Option<string?> _provider = Text("--provider", "ID", "The provider, such as painter: 'darkroom models' lists them");
    private readonly Option<string?> _model = Text("--model", "NAME", "A model of the provider");
    private readonly Option<string?> _size = Text("--size", "WxH", "Width x height in pixels, such as 1024x1024");
    private readonly Option<string?> _aspectRatio = Text("--aspect-ratio", "W:H", "Such as 16:9, instead of --size");
    private readonly Option<string?> _quality = Text("--quality", "NAME", "One of the model's qualities, such as high");
    private readonly Option<long?> _seed = CheckedOptions.Number<long>("--seed", "A number that repeats an image with the same settings");
    private readonly Option<string?> _negative = Text("--negative-prompt", "TEXT", "What the images should not show");
    private readonly Option<string?> _format = Text("--format", "NAME", "png, jpeg or webp");
    private readonly Option<string?> _background = Text("--background", "NAME", "auto, opaque or transparent");
    private readonly Option<int?> _compression = CheckedOptions.Number<int>("--compression", "Of JPEG and WebP: 0 (small) to 100 (best)");
    private readonly Option<int?> _steps = CheckedOptions.Number<int>("--steps", "The number of sampling steps, for local and open engines");
    private readonly Option<double?> _guidance = CheckedOptions.Number<double>("--guidance", "How closely images follow the prompt, for local and open engines");
    private readonly Option<double?> _strength = CheckedOptions.Number<double>("--strength", "How much an edit changes: 0 nothing, 1 everything; for local and open engines");
    private readonly Option<ImageProtocol?> _images = CheckedOptions.Choice<ImageProtocol>("--images", "How images are shown in the terminal");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _count, _folder, _provider, _model, _size, _aspectRatio, _quality, _seed, _negative, _format, _background, _compression,
            _steps, _guidance, _strength, _images,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _format.CompletionSources.Add("png", "jpeg", "webp");
        _background.CompletionSources.Add("auto", "opaque", "transparent");
    }

    public string FolderOf(ParseResult arguments) => Path.GetFullPath(arguments.GetValue(_folder) ?? ".");

    public ImageProtocol ImagesOf(ParseResult arguments) => arguments.GetValue(_images) ?? ImageProtocol.Auto;

    /// <summary>Returns the request that the options describe.</summary>
    public NewGeneration Read(ParseResult arguments, string prompt)
    {
        var (steps, guidance, strength) = (arguments.GetValue(_steps), arguments.GetValue(_guidance), arguments.GetValue(_strength));
        return new NewGeneration
        {
            Prompt = prompt,
            N = arguments.GetValue(_count),
            Provider = arguments.GetValue(_provider),
            Model = arguments.GetValue(_model),
            Size = arguments.GetValue(_size),
            AspectRatio = arguments.GetValue(_aspectRatio),
            Quality = arguments.GetValue(_quality),
            Seed = arguments.GetValue(_seed),
            NegativePrompt = arguments.GetValue(_negative),
            OutputFormat = arguments.GetValue(_format),
            Background = arguments.GetValue(_background),
            OutputCompression = arguments.GetValue(_compression),
            Options = (steps, guidance, strength) is (null, null, null)
                ? null
                : new NewGenerationOptions { Steps = steps, Guidance = guidance, Strength = strength },
        };
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
