using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns;

/// <summary>Reads the brief's form.</summary>
internal static class BriefFields
{
    /// <param name="before">What the form does not carry, such as the logo, stays as it is here.</param>
    public static (Brief Brief, ImmutableArray<ValidationError> Problems) Read(IFormCollection form, Brief before)
    {
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        var brief = before with
        {
            Name = Text("name"),
            Brand = Text("brand"),
            Product = Text("product"),
            Audience = Text("audience"),
            Message = Text("message"),
            Tone = Text("tone"),
            VisualStyle = Text("visual_style"),
            Occasion = Text("occasion"),
            WordsToAvoid = Split("words_to_avoid"),
            Look = before.Look with { Primary = Text("primary"), Secondary = Text("secondary"), Typeface = Optional("typeface") },
            Copy = CopyOf(form),
            Formats = [.. form["formats"].OfType<string>()],
            CustomSizes = SizesOf(Split("custom_sizes"), problems),
            Concepts = NumberOf(Text("concepts"), problems),
            Provider = Optional("provider"),
            Model = Optional("model"),
            Quality = Optional("quality"),
            Template = Optional("template"),
        };
        return (brief, problems.ToImmutable());

        string Text(string name) => form[name].ToString().Trim();

        string? Optional(string name) => Text(name) is { Length: > 0 } text ? text : null;

        ImmutableArray<string> Split(string name) => [.. Text(name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Lines left empty go. Further languages have as many as the first, and its text where theirs is not written yet.</summary>
    private static ImmutableArray<CampaignCopy> CopyOf(IFormCollection form)
    {
        var removed = form["do"].ToString() is { } what && what.StartsWith("remove-language:", StringComparison.Ordinal) ? what[16..] : null;
        var languages = form["language"].OfType<string>().Concat(form["add_language"].OfType<string>().Where(tag => tag.Length > 0))
            .Where(tag => tag != removed).Distinct().ToList();
        var copy = ImmutableArray.CreateBuilder<CampaignCopy>();
        foreach (var language in languages)
        {
            var first = copy.FirstOrDefault();
            copy.Add(new CampaignCopy(
                language,
                Lines($"headline.{language}", first?.Headlines),
                Lines($"call_to_action.{language}", first?.CallsToAction),
                form[$"small_print.{language}"].ToString().Trim() is { Length: > 0 } print ? print : null));
        }

        return copy.ToImmutable();

        ImmutableArray<string> Lines(string name, ImmutableArray<string>? like)
        {
            var written = form[name].Select(line => (line ?? "").Trim()).ToList();
            return like is { } first
                ? [.. first.Select((text, index) => index < written.Count && written[index].Length > 0 ? written[index] : text)]
                : [.. written.Where(line => line.Length > 0)];
        }
    }

    private static ImmutableArray<PixelSize> SizesOf(ImmutableArray<string> texts, ImmutableArray<ValidationError>.Builder problems)
    {
        var sizes = ImmutableArray.CreateBuilder<PixelSize>();
        foreach (var text in texts)
        {
            if (PixelSize.TryParse(text.Replace('×', 'x').Replace(" ", "", StringComparison.Ordinal), out var size))
            {
                sizes.Add(size);
            }
            else
            {
                problems.Add(new ValidationError("custom_sizes", $"Write sizes such as 1500x500; “{Darkroom.Server.Http.PageText.Short(text, 30)}” is none."));
            }
        }

        return sizes.ToImmutable();
    }

    private static int NumberOf(string text, ImmutableArray<ValidationError>.Builder problems)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 16)
        {
            return number;
        }

        problems.Add(new ValidationError("concepts", "Write a whole number from 1 to 16."));
        return 1;
    }
}
