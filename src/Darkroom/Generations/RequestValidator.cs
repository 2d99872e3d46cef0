using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>Turns what was asked into a request that its provider can honour, or says everything that is wrong with it.</summary>
internal sealed class RequestValidator
{
    public const int MaxImages = 16;
    public const int MaxPartialImages = 3;

    /// <summary>The largest whole number that JavaScript reads exactly: seeds go through browsers.</summary>
    public const long MaxSeed = 9_007_199_254_740_991;

    private static readonly PixelSize DefaultSize = new(1024, 1024);
    private readonly AskedGeneration _asked;
    private readonly IImageProvider _provider;
    private readonly ProviderCapabilities _can;
    private readonly ImmutableArray<ValidationError>.Builder _problems = ImmutableArray.CreateBuilder<ValidationError>();

    private RequestValidator(AskedGeneration asked, IImageProvider provider)
    {
        (_asked, _provider) = (asked, provider);
        _can = provider.CapabilitiesOf(asked.Model);
    }

    /// <returns>A request and no problems, or null and at least one.</returns>
    public static (GenerationRequest? Request, ImmutableArray<ValidationError> Problems) Run(AskedGeneration asked, IImageProvider provider)
    {
        var check = new RequestValidator(asked, provider);
        check.Images();
        var n = check.Whole("n", asked.N, 1, MaxImages) ?? 1;
        var request = new GenerationRequest
        {
            Prompt = check.Prompt(),
            N = n,
            Size = check.Size(),
            Provider = provider.Id,
            Model = check.Model(),
            Quality = check.Choice("quality", asked.Quality, check._can.Qualities),
            NegativePrompt = check.NegativePrompt(),
            Seed = check.Seed(n),
            PartialImages = check.PartialImages(),
            OutputFormat = check.Choice("output_format", asked.OutputFormat, check._can.Formats),
            CampaignId = asked.CampaignId,
        };
        return check._problems.Count == 0 ? (request, []) : (null, check._problems.ToImmutable());
    }

    /// <summary>Only what is asked for; <see cref="InputImages"/> looks at the pictures themselves.</summary>
    private void Images()
    {
        var given = _asked.Images?.Length ?? 0;
        if (_can.Edits is not { } rule)
        {
            AddError("images", given > 0, $"{_provider.Description.Name} works from words alone; leave pictures out, or choose a provider that takes them.");
            AddError("mask", _asked.Mask is not null, $"{_provider.Description.Name} works from words alone; leave the mask out.");
            return;
        }

        AddError("images", given > rule.MaxImages, $"There are {given}; {_provider.Description.Name} takes at most {rule.MaxImages}.");
        AddError("mask", _asked.Mask is not null && !rule.Mask, $"{_provider.Description.Name} takes no mask; leave it out.");
        AddError("mask", _asked.Mask is not null && given == 0, "A mask says which part of the first picture may change: give that picture in images too.");
    }

    private void AddError(string field, bool wrong, string message)
    {
        if (wrong)
        {
            Problem(field, message);
        }
    }

    private string Prompt()
    {
        var longest = _can.MaxPromptLength;
        if (string.IsNullOrWhiteSpace(_asked.Prompt))
        {
            Problem("prompt", $"A prompt is needed: 1 to {longest:N0} characters that say what the image shows.");
        }

        Text("prompt", _asked.Prompt, longest);
        return _asked.Prompt ?? "";
    }

    private void Text(string field, string? text, int longest)
    {
        if (text is null)
        {
            return;
        }

        if (TextLength.Problem(text, longest) is { } tooLong)
        {
            Problem(field, tooLong);
        }

        if (text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text))
        {
            Problem(field, "It contains characters that are not text (a null character or half of a surrogate pair). Remove them.");
        }
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
        if (_asked is { Size: not null, AspectRatio: not null })
        {
            Problem("aspect_ratio", "Give either size or aspect_ratio, not both.");
            return DefaultSize;
        }

        if (_asked.AspectRatio is { } ratio)
        {
            return FromRatio(ratio);
        }

        if (_asked.Size is not { } text)
        {
            return _can.Sizes.Allows(DefaultSize) ? DefaultSize : _can.Sizes.Closest(new PixelSize(1, 1)) ?? DefaultSize;
        }

        if (!PixelSize.TryParse(text, out var size))
        {
            Problem("size", $"'{Shown(text)}' is not a size. Write width x height in pixels, such as 1024x1024.");
        }
        else if (!_can.Sizes.Allows(size))
        {
            Problem("size", $"{_provider.Description.Name} cannot make {size}. Choose {_can.Sizes.Text}.");
        }

        return size;
    }

    private PixelSize FromRatio(string text)
    {
        if (!PixelSize.TryParseRatio(text, out var ratio))
        {
            Problem("aspect_ratio", $"'{Shown(text)}' is not an aspect ratio. Write width:height, such as 16:9.");
            return DefaultSize;
        }

        if (_can.Sizes.Closest(ratio) is not { } size)
        {
            Problem("aspect_ratio", $"{_provider.Description.Name} has no size near {text}. Choose {_can.Sizes.Text}.");
            return DefaultSize;
        }

        return size;
    }

    private string? Model()
    {
        if (_asked.Model is not { } model)
        {
            return _can.Models.IsEmpty ? null : _can.Models[0];
        }

        var known = _can.Models.Contains(model, StringComparer.Ordinal);
        if (!known && !(_can.OtherModels && model.Length is > 0 and <= 200 && !model.Any(char.IsControl)))
        {
            Problem("model", _can.Models.IsEmpty
                ? $"{_provider.Description.Name} has no models to choose from; leave it out."
                : $"{_provider.Description.Name} has no model '{Shown(model)}'. Choose {OneOf(_can.Models)}.");
        }

        return model;
    }

    private string? Choice(string field, string? value, ImmutableArray<string> choices)
    {
        if (value is not null && !choices.Contains(value, StringComparer.Ordinal))
        {
            Problem(field, choices.IsEmpty
                ? $"{_provider.Description.Name} offers no choice of {field}; leave it out."
                : $"'{Shown(value)}' is not possible. Choose {OneOf(choices)}.");
        }

        return value;
    }

    private string? NegativePrompt()
    {
        // An empty box in a form is no wish.
        if (string.IsNullOrEmpty(_asked.NegativePrompt))
        {
            return null;
        }

        if (!_can.NegativePrompt)
        {
            Problem("negative_prompt", $"{_provider.Description.Name} takes no negative prompt; leave it out, or say it in the prompt.");
        }

        Text("negative_prompt", _asked.NegativePrompt, _can.MaxPromptLength);
        return _asked.NegativePrompt;
    }

    private long? Seed(int n)
    {
        if (!_can.Seed)
        {
            if (_asked.Seed is not null)
            {
                Problem("seed", $"{_provider.Description.Name} takes no seed; leave it out.");
            }

            return null;
        }

        if (_asked.Seed is { } seed && (seed < 0 || seed > MaxSeed - (n - 1)))
        {
            Problem("seed", $"{seed} is out of range. Choose a whole number from 0 to {MaxSeed - (n - 1)}.");
        }

        // Chosen here and kept, so that every image can be made again.
        return _asked.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue - MaxImages);
    }

    private int PartialImages()
    {
        var asked = Whole("partial_images", _asked.PartialImages, 0, MaxPartialImages);
        if (asked <= MaxPartialImages && asked > _can.PartialImages)
        {
            Problem("partial_images", $"{_provider.Description.Name} sends at most {_can.PartialImages}. Choose 0 to {_can.PartialImages}.");
        }

        return asked ?? Math.Min(MaxPartialImages, _can.PartialImages);
    }

    private int? Whole(string field, int? value, int least, int most)
    {
        if (value < least || value > most)
        {
            Problem(field, $"{value} is out of range. Choose a whole number from {least} to {most}.");
        }

        return value;
    }

    private void Problem(string field, string message) => _problems.Add(new ValidationError(field, message));

    /// <summary>What was sent, short enough to quote.</summary>
    private static string Shown(string value) => value.Length <= 40 ? value : value[..(char.IsHighSurrogate(value[39]) ? 39 : 40)] + "…";

    private static string OneOf(ImmutableArray<string> choices) =>
        choices is [var only] ? only : string.Join(", ", choices[..^1]) + " or " + choices[^1];
}
