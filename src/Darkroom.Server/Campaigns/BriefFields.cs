using System.Text.RegularExpressions;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns;

/// <summary>Reads the brief's form, and maps the fields of a brief to those of the form.</summary>
internal static partial class BriefFields
{
    /// <param name="before">The current brief, for everything that is not in the form, such as the logo.</param>
    public static (Brief Brief, ImmutableArray<ValidationError> Problems) Read(IFormCollection form, Brief before)
    {
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        var brief = before with
        {
            Name = Text("name"),
            Brand = Text("brand"),
            Product = Text("product"),
            Kind = KindOf(Optional("kind"), before.Kind, problems),
            Audience = Text("audience"),
            Message = Text("message"),
            Tone = Text("tone"),
            VisualStyle = Text("visual_style"),
            Occasion = Text("occasion"),
            WordsToAvoid = Split("words_to_avoid"),
            Look = before.Look with { Primary = Text("primary"), Secondary = Text("secondary"), Typeface = Optional("typeface") },
            Copy = [.. CopyOf(form).Select(copy => copy with { Unchecked = MarksOf(form, copy, before) })],
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

    /// <summary>Drops empty lines. Further languages have as many lines as the first, and its text where they have none yet.</summary>
    private static ImmutableArray<CampaignCopy> CopyOf(IFormCollection form)
    {
        var removed = form["do"].ToString() is { } action && action.StartsWith("remove-language:", StringComparison.Ordinal) ? action["remove-language:".Length..] : null;
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

        ImmutableArray<string> Lines(string name, ImmutableArray<string>? model)
        {
            var written = form[name].Select(line => (line ?? "").Trim()).ToList();
            return model is { } first
                ? [.. first.Select((text, index) => index < written.Count && written[index].Length > 0 ? written[index] : text)]
                : [.. written.Where(line => line.Length > 0)];
        }
    }

    /// <summary>
    /// Returns the texts that are still marked as unchecked. The buttons <c>check:LANGUAGE</c> and <c>check:LANGUAGE:TEXT</c> approve all or one, and a
    /// text that was changed without a script was written by a person.
    /// </summary>
    private static ImmutableArray<string> MarksOf(IFormCollection form, CampaignCopy copy, Brief before)
    {
        var marks = form[$"unchecked.{copy.Language}"].OfType<string>();
        var approved = form["do"].ToString().Split(':') is ["check", var language, .. var text] && language == copy.Language ? text : null;
        var earlier = before.Copy.FirstOrDefault(other => other.Language == copy.Language);
        return approved is [] ? [] :
        [
            .. marks.Where(mark => approved?.Contains(mark) != true
                && (earlier is null || !earlier.Unchecked.Contains(mark) || TextKey.Find(earlier, mark) == TextKey.Find(copy, mark))),
        ];
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
                problems.Add(new ValidationError("custom_sizes", PageText.Format(ProblemTexts.NotASize, PageText.Short(text, 30))));
            }
        }

        return sizes.ToImmutable();
    }

    private static SubjectKind KindOf(string? text, SubjectKind before, ImmutableArray<ValidationError>.Builder problems)
    {
        if (text is null)
        {
            return before;
        }

        if (SubjectKinds.Find(text) is not { } kind)
        {
            problems.Add(new ValidationError("kind", SubjectKinds.Unknown));
            return before;
        }

        return kind;
    }

    private static int NumberOf(string text, ImmutableArray<ValidationError>.Builder problems)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 16)
        {
            return number;
        }

        problems.Add(new ValidationError("concepts", ProblemTexts.ConceptRange));
        return 1;
    }

    /// <summary>Renames the fields of problems as the form does: <c>copy[0].headlines[1]</c> is <c>headline.en.1</c> there.</summary>
    public static ImmutableArray<ValidationError> ToFormFields(ImmutableArray<ValidationError> problems, Brief brief) =>
        [.. problems.Select(problem => problem with { Field = FormFieldOf(problem.Field, brief) })];

    private static string FormFieldOf(string field, Brief brief) => field switch
    {
        "look.logo" => "logo",
        "look.font" => "font",
        _ when CopyText().Match(field) is { Success: true, Groups: var text } =>
            $"{NameOf(text["list"].Value)}.{LanguageOf(text["copy"].Value, brief)}{text["index"].Value.Replace('[', '.').TrimEnd(']')}",
        _ when CommaSeparated().Match(field) is { Success: true } item => item.Groups["name"].Value,
        _ => field,
    };

    private static string NameOf(string list) => list switch
    {
        "headlines" => "headline",
        "calls_to_action" => "call_to_action",
        _ => list,
    };

    private static string LanguageOf(string copy, Brief brief) => brief.Copy[int.Parse(copy, CultureInfo.InvariantCulture)].Language;

    [GeneratedRegex(@"^copy\[(?<copy>\d+)\]\.(?<list>headlines|calls_to_action|small_print)(?<index>\[\d+\])?$")]
    private static partial Regex CopyText();

    /// <summary>Matches lists that are one field of the form, separated by commas.</summary>
    [GeneratedRegex(@"^(?<name>words_to_avoid|custom_sizes|copy)\[\d+\](\.language)?$")]
    private static partial Regex CommaSeparated();
}
