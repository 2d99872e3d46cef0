using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns;

/// <summary>A brief's fields as its form names them: <c>copy[0].headlines[1]</c> is <c>headline.en.1</c> there.</summary>
internal static partial class BriefFieldPaths
{
    public static ImmutableArray<ValidationError> Map(ImmutableArray<ValidationError> problems, Brief brief) =>
        [.. problems.Select(problem => problem with { Field = PlaceOf(problem.Field, brief) })];

    private static string PlaceOf(string field, Brief brief) => field switch
    {
        "look.logo" => "logo",
        "look.font" => "font",
        _ when Text().Match(field) is { Success: true, Groups: var text } => $"{NameOf(text["list"].Value)}.{LanguageOf(text["copy"].Value, brief)}{text["at"].Value.Replace('[', '.').TrimEnd(']')}",
        _ when Listed().Match(field) is { Success: true } item => item.Groups["name"].Value,
        _ => field,
    };

    private static string NameOf(string list) => list switch
    {
        "headlines" => "headline",
        "calls_to_action" => "call_to_action",
        _ => list,
    };

    private static string LanguageOf(string copy, Brief brief) => brief.Copy[int.Parse(copy, System.Globalization.CultureInfo.InvariantCulture)].Language;

    [GeneratedRegex(@"^copy\[(?<copy>\d+)\]\.(?<list>headlines|calls_to_action|small_print)(?<at>\[\d+\])?$")]
    private static partial Regex Text();

    /// <summary>What the form takes as one field with commas between.</summary>
    [GeneratedRegex(@"^(?<name>words_to_avoid|custom_sizes|copy)\[\d+\](\.language)?$")]
    private static partial Regex Listed();
}
