using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Import;

/// <summary>An import of a sheet.</summary>
/// <param name="Reading">The content of the sheet.</param>
/// <param name="Before">The campaign before the import.</param>
/// <param name="After">The brief with the sheet's texts.</param>
/// <param name="Saved">The campaign's new version; null if the import was only tried.</param>
public sealed record SheetImport(SheetReading Reading, Campaign Before, Brief After, long? Saved);

/// <summary>Imports sheets of texts into campaigns.</summary>
public sealed class CampaignSheets(ICampaignStore store, CampaignBriefs briefs)
{
    /// <summary>Replaces the texts of a campaign with those of a sheet.</summary>
    /// <param name="sheet">CSV, see <see cref="CopySheet"/>.</param>
    /// <param name="apply">True to save; false to return only what would change.</param>
    /// <returns>The import, or why nothing was changed.</returns>
    public async Task<(SheetImport? Import, CampaignOutcome? Problem)> ImportAsync(
        string id, ReadOnlyMemory<byte> sheet, bool apply, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } campaign)
        {
            return (null, new CampaignOutcome.NotFound());
        }

        var reading = CopySheet.Read(sheet.Span, campaign.Brief.Copy is [var first, ..] ? first.Language : "en");
        if (!reading.Problems.IsEmpty)
        {
            return (null, new CampaignOutcome.Invalid([.. reading.Problems.Select(problem => new ValidationError(PlaceOf(problem), problem.Message))]));
        }

        var after = reading.ApplyTo(campaign.Brief);
        var validator = new FieldValidator();
        BriefValidator.Run(after, validator);
        if (validator.Any)
        {
            return (null, new CampaignOutcome.Invalid(validator.Problems));
        }

        var imported = new SheetImport(reading, campaign, after, null);
        return !apply ? (imported, null) : await briefs.SaveAsync(id, campaign.Version, after, cancellationToken) switch
        {
            CampaignOutcome.Done(var saved) => (imported with { Saved = saved.Version }, null),
            var problem => (null, problem),
        };
    }

    private static string PlaceOf(SheetProblem problem) => (problem.Line, problem.Column) switch
    {
        (0, _) => "sheet",
        (var line, null) => LocalText.Format(RuleTexts.AtLine, line),
        var (line, column) => LocalText.Format(RuleTexts.AtLineColumn, line, column),
    };
}
