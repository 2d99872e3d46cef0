using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Import;

/// <summary>The result of importing a sheet.</summary>
public abstract record SheetOutcome
{
    private SheetOutcome()
    {
    }

    /// <param name="Reading">The content of the sheet.</param>
    /// <param name="Before">The campaign before the import.</param>
    /// <param name="After">The brief with the sheet's texts.</param>
    /// <param name="Saved">The campaign's new version; null if the import was only tried.</param>
    public sealed record Done(SheetReading Reading, Campaign Before, Brief After, long? Saved) : SheetOutcome;

    public sealed record NotFound : SheetOutcome;

    /// <summary>The sheet has problems; nothing was changed.</summary>
    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : SheetOutcome;

    /// <inheritdoc cref="CampaignOutcome.Stale"/>
    public sealed record Stale(long Version) : SheetOutcome;
}

/// <summary>Imports sheets of texts into campaigns.</summary>
public sealed class CampaignSheets(ICampaignStore store, CampaignBriefs briefs)
{
    /// <summary>Replaces the texts of a campaign by those of a sheet.</summary>
    /// <param name="sheet">CSV, see <see cref="CopySheet"/>.</param>
    /// <param name="apply">True to save; false to return only what would change.</param>
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

        var after = reading.ApplyTo(campaign.Brief);
        var validator = new FieldValidator();
        BriefValidator.Run(after, validator);
        if (validator.Any)
        {
            return new SheetOutcome.Invalid(validator.Problems);
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
