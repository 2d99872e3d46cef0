using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Import;

/// <summary>How reading a sheet into a campaign ended.</summary>
public abstract record SheetOutcome
{
    private SheetOutcome()
    {
    }

    /// <param name="Reading">What the sheet says.</param>
    /// <param name="Before">The campaign as it was.</param>
    /// <param name="After">The brief with the sheet's texts.</param>
    /// <param name="Saved">The campaign's version with them; null where it was only asked what would change.</param>
    public sealed record Done(SheetReading Reading, Campaign Before, Brief After, long? Saved) : SheetOutcome;

    public sealed record NotFound : SheetOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : SheetOutcome;

    /// <inheritdoc cref="CampaignOutcome.Stale"/>
    public sealed record Stale(long Version) : SheetOutcome;
}

/// <summary>Puts sheets of texts into campaigns.</summary>
public sealed class CampaignSheets(ICampaignStore store, CampaignBriefs briefs)
{
    /// <param name="sheet">CSV, see <see cref="CopySheet"/>.</param>
    /// <param name="apply">Whether to save; else only to say what would change.</param>
    public async Task<SheetOutcome> ImportAsync(string id, ReadOnlyMemory<byte> sheet, bool apply, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } campaign)
        {
            return new SheetOutcome.NotFound();
        }

        var reading = CopySheet.Read(sheet.Span, campaign.Brief.Copy is [var first, ..] ? first.Language : "en");
        if (!reading.Problems.IsEmpty)
        {
            return new SheetOutcome.Invalid([.. reading.Problems.Select(problem => new ValidationError(PlaceOf(problem), problem.Message))]);
        }

        var after = reading.Onto(campaign.Brief);
        var check = new FieldValidator();
        BriefValidator.Run(after, check);
        if (check.Any)
        {
            return new SheetOutcome.Invalid(check.Problems);
        }

        return !apply
            ? new SheetOutcome.Done(reading, campaign, after, null)
            : await briefs.SaveAsync(id, campaign.Version, after, cancellationToken) switch
            {
                CampaignOutcome.Done(var saved) => new SheetOutcome.Done(reading, campaign, after, saved.Version),
                CampaignOutcome.Invalid(var problems) => new SheetOutcome.Invalid(problems),
                CampaignOutcome.Stale(var version) => new SheetOutcome.Stale(version),
                _ => new SheetOutcome.NotFound(),
            };
    }

    private static string PlaceOf(SheetProblem problem) => (problem.Line, problem.Column) switch
    {
        (0, _) => "sheet",
        (var line, null) => string.Create(CultureInfo.InvariantCulture, $"line {line}"),
        var (line, column) => string.Create(CultureInfo.InvariantCulture, $"line {line}, {column}"),
    };
}
