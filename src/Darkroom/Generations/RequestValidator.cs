using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>Validates a request against the capabilities of its provider and fills in the defaults, or returns every error.</summary>
internal sealed class RequestValidator
{
    public const int MaxImages = 16;
    public const int MaxPartialImages = 3;
    private const string Transparent = "transparent";
    private const string Jpeg = "jpeg";

    private static readonly PixelSize DefaultSize = new(1024, 1024);
    private readonly StartRequest _request;
    private readonly string _name;
    private readonly ProviderCapabilities _can;
    private readonly ImmutableArray<ValidationError>.Builder _errors = ImmutableArray.CreateBuilder<ValidationError>();

    private RequestValidator(StartRequest request, IImageProvider provider)
    {
        (_request, _name) = (request, provider.Description.Name);
        _can = provider.CapabilitiesOf(request.Model);
    }

    /// <summary>Validates everything except the images, which <see cref="InputImages"/> decodes.</summary>
    /// <returns>A validated request and no errors, or null and at least one error.</returns>
    public static (GenerationRequest? Request, ImmutableArray<ValidationError> Errors) Run(StartRequest request, IImageProvider provider)
    {
        var check = new RequestValidator(request, provider);
        check.Images();
        var n = check.Integer("n", request.N, 1, MaxImages) ?? 1;
        var valid = new GenerationRequest
        {
            Prompt = check.Prompt(),
            N = n,
            Size = check.Size(),
            Provider = provider.Id,
            Model = check.Model(),
            Quality = check.Choice("quality", request.Quality, check._can.Qualities),
            NegativePrompt = check.NegativePrompt(),
            Seed = check.Seed(n),
            PartialImages = check.PartialImages(),
            OutputFormat = check.Choice("output_format", request.OutputFormat, check._can.Formats),
            Background = check.Background(),
            OutputCompression = check.OutputCompression(),
            Moderation = check.Choice("moderation", request.Moderation, check._can.Moderations),
            InputFidelity = check.InputFidelity(),
            Options = new EngineOptionsCheck(check._can, check._name, check.Add).Run(request.Options, request.Images is { IsEmpty: false }),
            CampaignId = request.CampaignId,
        };
        return check._errors.Count == 0 ? (valid, []) : (null, check._errors.ToImmutable());
    }

    private void Images()
    {
        var count = _request.Images?.Length ?? 0;
        var hasMask = _request.Mask is not null;
        if (_can.Edits is not { } rule)
        {
            AddIf(count > 0, "images", $"{_name} generates from text only; leave images out, or choose a provider that accepts them.");
            AddIf(hasMask, "mask", $"{_name} generates from text only; leave the mask out.");
            return;
        }

        AddIf(count > rule.MaxImages, "images", $"There are {count}; {_name} accepts at most {rule.MaxImages}.");
        AddIf(hasMask && !rule.Mask, "mask", $"{_name} accepts no mask; leave it out.");
        AddIf(hasMask && count == 0, "mask", "A mask marks the part of the first image that may change: send that image in images too.");
    }

    private string Prompt()
    {
        var max = _can.MaxPromptLength;
        AddIf(string.IsNullOrWhiteSpace(_request.Prompt), "prompt", $"A prompt is required: 1 to {max:N0} characters that describe the image.");
        Text("prompt", _request.Prompt, max);
        return _request.Prompt ?? "";
    }

    private void Text(string field, string? text, int max)
    {
        if (text is null)
        {
            return;
        }

        if (TextLength.Problem(text, max) is { } tooLong)
        {
            Add(field, tooLong);
        }

        AddIf(
            text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text),
            field,
            "It contains characters that are not text (a null character or half of a surrogate pair). Remove them.");
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }

    private PixelSize Size()
    {
        if (_request is { Size: not null, AspectRatio: not null })
        {
            Add("aspect_ratio", "Send either size or aspect_ratio, not both.");
            return DefaultSize;
        }

        if (_request.AspectRatio is { } ratio)
        {
            return FromRatio(ratio);
        }

        if (_request.Size is not { } text)
        {
            return _can.Sizes.Allows(DefaultSize) ? DefaultSize : _can.Sizes.Closest(new PixelSize(1, 1)) ?? DefaultSize;
        }

        if (!PixelSize.TryParse(text, out var size))
        {
            Add("size", $"'{Quote(text)}' is not a size. Send width x height in pixels, such as 1024x1024.");
        }
        else if (!_can.Sizes.Allows(size))
        {
            Add("size", $"{_name} does not support {size}. Choose {_can.Sizes.Text}.");
        }

        return size;
    }

    private PixelSize FromRatio(string text)
    {
        if (!PixelSize.TryParseRatio(text, out var ratio))
        {
            Add("aspect_ratio", $"'{Quote(text)}' is not an aspect ratio. Send width:height, such as 16:9.");
            return DefaultSize;
        }

        if (_can.Sizes.Closest(ratio) is not { } size)
        {
            Add("aspect_ratio", $"{_name} has no size near {text}. Choose {_can.Sizes.Text}.");
            return DefaultSize;
        }

        return size;
    }

    private string? Model()
    {
        if (_request.Model is not { } model)
        {
            return _can.Models.IsEmpty ? null : _can.Models[0];
        }

        if (_can.End is { Over: true } end)
        {
            Add("model", end.Text);
            return model;
        }

        var choices = _can.Models.AddRange(_can.FurtherModels);
        if (!choices.Contains(model, StringComparer.Ordinal) && !(_can.OtherModels && model.Length is > 0 and <= 200 && !model.Any(char.IsControl)))
        {
            Add("model", Workflow.IsModel(model)
                ? $"{_name} has no model '{Quote(model)}': there is no such workflow any more."
                : choices.IsEmpty
                ? $"{_name} has no models to choose from; leave it out."
                : $"{_name} has no model '{Quote(model)}'. Choose {OneOf(choices)}.");
        }

        return model;
    }

    private string? Choice(string field, string? value, ImmutableArray<string> choices)
    {
        if (value is not null && !choices.Contains(value, StringComparer.Ordinal))
        {
            Add(field, choices.IsEmpty
                ? $"{_name} does not support {field}; leave it out."
                : $"'{Quote(value)}' is not available. Choose {OneOf(choices)}.");
        }

        return value;
    }

    private string? Background()
    {
        AddIf(
            _request.Background is Transparent && Format is Jpeg,
            "background",
            "A JPEG has no transparent background. Choose png or webp as output_format, or another background.");
        return Choice("background", _request.Background, _can.Backgrounds);
    }

    private int? OutputCompression()
    {
        if (_request.OutputCompression is null)
        {
            return null;
        }

        AddIf(!_can.Compression, "output_compression", $"{_name} does not support output_compression; leave it out.");
        AddIf(
            _can.Compression && Format is not (Jpeg or "webp"),
            "output_compression",
            "Only jpeg and webp can be compressed. Set output_format to one of them, or leave output_compression out.");
        return Integer("output_compression", _request.OutputCompression, 0, 100);
    }

    private string? InputFidelity()
    {
        AddIf(
            _request.InputFidelity is not null && !_can.InputFidelities.IsEmpty && _request.Images is not { IsEmpty: false },
            "input_fidelity",
            "It says how closely the result follows the images to work from: send images too, or leave it out.");
        return Choice("input_fidelity", _request.InputFidelity, _can.InputFidelities);
    }

    /// <summary>The format of the result, as far as it is known.</summary>
    private string? Format => _request.OutputFormat ?? (_can.Formats.IsEmpty ? null : _can.Formats[0]);

    private string? NegativePrompt()
    {
        // An empty form field means "not set".
        if (string.IsNullOrEmpty(_request.NegativePrompt))
        {
            return null;
        }

        AddIf(!_can.NegativePrompt, "negative_prompt", $"{_name} does not support negative prompts; leave it out, or describe it in the prompt.");
        Text("negative_prompt", _request.NegativePrompt, _can.MaxPromptLength);
        return _request.NegativePrompt;
    }

    private long? Seed(int n)
    {
        if (!_can.Seed)
        {
            AddIf(_request.Seed is not null, "seed", $"{_name} does not support seeds; leave it out.");
            return null;
        }

        if (_request.Seed is { } seed && (seed < 0 || seed > ImageSettings.MaxSeed - (n - 1)))
        {
            Add("seed", $"{seed} is out of range. Choose a whole number from 0 to {ImageSettings.MaxSeed - (n - 1)}.");
        }

        // Chosen here and stored, so that every image can be reproduced.
        return _request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue - MaxImages);
    }

    private int PartialImages()
    {
        var requested = Integer("partial_images", _request.PartialImages, 0, MaxPartialImages);
        AddIf(
            requested <= MaxPartialImages && requested > _can.PartialImages,
            "partial_images",
            $"{_name} sends at most {_can.PartialImages}. Choose 0 to {_can.PartialImages}.");
        return requested ?? Math.Min(MaxPartialImages, _can.PartialImages);
    }

    private int? Integer(string field, int? value, int min, int max)
    {
        AddIf(value < min || value > max, field, $"{value} is out of range. Choose a whole number from {min} to {max}.");
        return value;
    }

    private void AddIf(bool wrong, string field, string message)
    {
        if (wrong)
        {
            Add(field, message);
        }
    }

    private void Add(string field, string message) => _errors.Add(new ValidationError(field, message));

    /// <summary>Returns a value of the request, short enough to quote.</summary>
    private static string Quote(string value) => value.Length <= 40 ? value : value[..(char.IsHighSurrogate(value[39]) ? 39 : 40)] + "…";

    private static string OneOf(ImmutableArray<string> choices) =>
        choices is [var only] ? only : string.Join(", ", choices[..^1]) + " or " + choices[^1];
}
