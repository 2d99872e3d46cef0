using Darkroom.Gallery;

namespace Darkroom.Server.Http;

/// <summary>A change of many images in the API, and the data of a <c>bulk</c> event.</summary>
/// <param name="State">running, completed, undoing, undone or failed.</param>
/// <param name="Done">The number of images so far; while undoing, of changes that were reverted.</param>
/// <param name="Total">The number that <paramref name="Done"/> approaches.</param>
/// <param name="Skipped">The number of images that could not be changed; absent if there is none.</param>
/// <param name="CanUndo">True if it can be undone, also while it runs.</param>
/// <param name="Message">Why it failed; absent if it did not.</param>
public sealed record BulkView(string Id, BulkState State, long Done, long Total, long? Skipped, bool CanUndo, string? Message)
{
    internal static BulkView From(BulkJob job) => new(
        job.Id, job.State, job.Done, job.Total, job.Skipped == 0 ? null : job.Skipped, job.CanUndo, job.Failure);
}
