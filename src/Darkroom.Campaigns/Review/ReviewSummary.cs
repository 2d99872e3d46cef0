using System.Globalization;
using System.Text;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Review;

/// <summary>Writes what a review decided as plain text, to be sent on: what is approved, what should change and why, and what is open.</summary>
public sealed class ReviewSummary(ICampaignStore store, IReviewStore reviews)
{
    /// <summary>Each part lists at most this many creatives one by one.</summary>
    private const int MaxListed = 300;

    /// <summary>Returns the summary in the current language; null if the campaign does not exist.</summary>
    /// <param name="nameOf">Returns the name of a format in the current language.</param>
    public async Task<string?> WriteAsync(string campaignId, Func<CampaignFormat, string> nameOf, CancellationToken cancellationToken)
    {
        if (await store.FindCompleteAsync(campaignId, cancellationToken) is not { } complete)
        {
            return null;
        }

        var comments = (await reviews.CommentsAsync(campaignId, cancellationToken)).ToLookup(row => row.Key, row => row.Comment);
        var ready = complete.Creatives.Where(creative => creative.Image.ImageId is not null).ToList();
        var brief = complete.Campaign.Brief;
        var text = new StringBuilder(brief.Brand.Length > 0 ? $"{brief.Brand}: {brief.Name}\n" : $"{brief.Name}\n");
        Part(RuleTexts.SummaryApproved, ready.Where(creative => creative.Approval == Approval.Approved));
        Part(RuleTexts.SummaryChanges, ready.Where(creative => creative.Approval == Approval.Rejected));
        Part(RuleTexts.SummaryOpen, ready.Where(creative => creative.Approval == Approval.Pending));
        return text.ToString();

        void Part(string title, IEnumerable<Creative> creatives)
        {
            var all = creatives.ToList();
            text.Append(CultureInfo.InvariantCulture, $"\n{title}: {LocalText.Format(RuleTexts.SummaryCount, all.Count, ready.Count)}\n");
            foreach (var creative in all.Take(MaxListed))
            {
                text.Append("- ").Append(LineOf(creative)).Append(creative.Approval != Approval.Pending && creative.Signature is { } by ? $" ({by})" : "").Append('\n');
                foreach (var said in Said(creative, comments[creative.Key]))
                {
                    text.Append("    ").Append(said.ReplaceLineEndings(" ")).Append('\n');
                }
            }

            if (all.Count > MaxListed)
            {
                text.Append("- ").Append(LocalText.Format(RuleTexts.SummaryMore, all.Count - MaxListed)).Append('\n');
            }
        }

        string LineOf(Creative creative) => string.Create(
            CultureInfo.InvariantCulture,
            $"{nameOf(creative.Format)}, {creative.Size}, {creative.Key.Language}: {LocalText.Format(RuleTexts.SummaryConcept, creative.Key.Concept + 1)}, {creative.Headline}");
    }

    /// <summary>Returns the note of the decision and the comments that are not resolved.</summary>
    private static IEnumerable<string> Said(Creative creative, IEnumerable<ReviewComment> comments)
    {
        if (creative.State?.Comment is { } note)
        {
            yield return note;
        }

        foreach (var (comment, replies) in ReviewThread.Group([.. comments]).Where(thread => thread.Comment.ResolvedAt is null))
        {
            yield return LineOf(comment);
            foreach (var reply in replies)
            {
                yield return $"> {LineOf(reply)}";
            }
        }
    }

    private static string LineOf(ReviewComment comment) =>
        string.Concat(
            comment.Pin is { } pin ? LocalText.Format(RuleTexts.SummaryPin, Percent(pin.X), Percent(pin.Y)) + " " : "",
            $"{comment.Signature ?? RuleTexts.Studio}: {comment.Text}");

    private static int Percent(double share) => (int)Math.Round(share * 100);
}
