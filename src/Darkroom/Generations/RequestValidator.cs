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
            KeepPartials = request.KeepPartials,
        };
        return check._errors.Count == 0 ? (valid, []) : (null, check._errors.ToImmutable());
    }

    private void Images()
    {
        var count = _request.Images?.Length ?? 0;
        var hasMask = _request.Mask is not null;
        if (_can.Edits is not { } rule)
        {
            AddIf(count > 0, "images", LocalText.Format(EngineTexts.TextOnlyImages, _name));
            AddIf(hasMask, "mask", LocalText.Format(EngineTexts.TextOnlyMask, _name));
            return;
        }

        AddIf(count > rule.MaxImages, "images", LocalText.Format(EngineTexts.TooManyInputs, count, _name, rule.MaxImages));
        AddIf(hasMask && !rule.Mask, "mask", LocalText.Format(EngineTexts.NoMask, _name));
        AddIf(hasMask && count == 0, "mask", EngineTexts.MaskWithoutImage);
        AddIf(_can.Upscale is not null && count == 0, "images", LocalText.Format(EngineTexts.UpscaleWithoutImage, _name));
    }

    private string Prompt()
    {
        var max = _can.MaxPromptLength;
        // An upscaler needs none.
        AddIf(string.IsNullOrWhiteSpace(_request.Prompt) && _can.Upscale is null, "prompt", LocalText.Format(EngineTexts.PromptMissing, max));
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
            EngineTexts.NotText);
    }

    internal static bool HasLoneSurrogate(string text)
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
            Add("aspect_ratio", EngineTexts.SizeOrRatio);
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
            Add("size", LocalText.Format(EngineTexts.NotASize, Quote(text)));
        }
        else if (!_can.Sizes.Allows(size))
        {
            Add("size", LocalText.Format(EngineTexts.SizeUnsupported, _name, size, _can.Sizes.Text));
        }

        return size;
    }

    private PixelSize FromRatio(string text)
    {
        if (!PixelSize.TryParseRatio(text, out var ratio))
        {
            Add("aspect_ratio", LocalText.Format(EngineTexts.NotARatio, Quote(text)));
            return DefaultSize;
        }

        if (_can.Sizes.Closest(ratio) is not { } size)
        {
            Add("aspect_ratio", LocalText.Format(EngineTexts.NoSizeNear, _name, text, _can.Sizes.Text));
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
            Add("model", Workflow.IsModel(model) ? LocalText.Format(EngineTexts.NoWorkflow, _name, Quote(model))
                : choices.IsEmpty ? LocalText.Format(EngineTexts.NoModels, _name)
                : LocalText.Format(EngineTexts.UnknownModel, _name, Quote(model), LocalText.Or(choices)));
        }

        return model;
    }

    private string? Choice(string field, string? value, ImmutableArray<string> choices)
    {
        if (value is not null && !choices.Contains(value, StringComparer.Ordinal))
        {
            Add(field, choices.IsEmpty
                ? LocalText.Format(EngineTexts.FieldUnsupported, _name, field)
                : LocalText.Format(EngineTexts.ValueUnavailable, Quote(value), LocalText.Or(choices)));
        }

        return value;
    }

    private string? Background()
    {
        AddIf(
            _request.Background is Transparent && Format is Jpeg,
            "background",
            EngineTexts.JpegTransparent);
        return Choice("background", _request.Background, _can.Backgrounds);
    }

    private int? OutputCompression()
    {
        if (_request.OutputCompression is null)
        {
            return null;
        }

        AddIf(!_can.Compression, "output_compression", LocalText.Format(EngineTexts.CompressionUnsupported, _name));
        AddIf(
            _can.Compression && Format is not (Jpeg or "webp"),
            "output_compression",
            EngineTexts.CompressionFormat);
        return Integer("output_compression", _request.OutputCompression, 0, 100);
    }

    private string? InputFidelity()
    {
        AddIf(
            _request.InputFidelity is not null && !_can.InputFidelities.IsEmpty && _request.Images is not { IsEmpty: false },
            "input_fidelity",
            EngineTexts.FidelityWithoutImages);
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

        AddIf(!_can.NegativePrompt, "negative_prompt", LocalText.Format(EngineTexts.NegativePromptUnsupported, _name));
        Text("negative_prompt", _request.NegativePrompt, _can.MaxPromptLength);
        return _request.NegativePrompt;
    }

    private long? Seed(int n)
    {
        if (!_can.Seed)
        {
            AddIf(_request.Seed is not null, "seed", LocalText.Format(EngineTexts.SeedUnsupported, _name));
            return null;
        }

        if (_request.Seed is { } seed && (seed < 0 || seed > ImageSettings.MaxSeed - (n - 1)))
        {
            Add("seed", LocalText.Format(EngineTexts.SeedRange, seed, ImageSettings.MaxSeed - (n - 1)));
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
            LocalText.Format(EngineTexts.PartialImagesRange, _name, _can.PartialImages));
        return requested ?? Math.Min(MaxPartialImages, _can.PartialImages);
    }

    private int? Integer(string field, int? value, int min, int max)
    {
        AddIf(value < min || value > max, field, LocalText.Format(EngineTexts.IntegerRange, value, min, max));
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
    internal static string Quote(string value) => value.Length <= 40 ? value : value[..(char.IsHighSurrogate(value[39]) ? 39 : 40)] + "…";
}
