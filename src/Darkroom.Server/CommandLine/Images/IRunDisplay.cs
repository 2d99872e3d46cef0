using Darkroom.Client;
using GenerationEvent = Darkroom.Client.GenerationEvent;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Shows how a generation develops: as lines, as JSON, or in a terminal. Calls do not overlap, except <see cref="SayAsync"/>.</summary>
internal interface IRunDisplay
{
    /// <summary>Which images the display wants in the events.</summary>
    InlineImages Inline { get; }

    /// <summary>Runs the work and shows it until it has ended.</summary>
    Task RunAsync(Generation started, Func<Task> work);

    /// <summary>Shows an event.</summary>
    Task ReportAsync(GenerationEvent change, CancellationToken cancellationToken);

    /// <summary>Shows that an image was saved.</summary>
    Task SavedAsync(SavedImage image, CancellationToken cancellationToken);

    /// <summary>Shows a message for people.</summary>
    Task SayAsync(string message);

    /// <summary>Shows the result.</summary>
    Task EndAsync(GenerationResult result);
}

/// <summary>An image in a file.</summary>
internal sealed record SavedImage(int ImageIndex, string Id, string File, int Width, int Height, string Mime, long? Seed, decimal? CostUsd);

/// <summary>What became of a generation.</summary>
/// <param name="Status">One of the names of <see cref="RunStatus"/>.</param>
internal sealed record GenerationResult(string GenerationId, string Status, int ExitCode, IReadOnlyList<SavedImage> Images, IReadOnlyList<FailedImage> Errors);

/// <summary>An image that was not made.</summary>
/// <param name="ImageIndex">Null for the whole generation.</param>
internal sealed record FailedImage(int? ImageIndex, string Code, string Message);
