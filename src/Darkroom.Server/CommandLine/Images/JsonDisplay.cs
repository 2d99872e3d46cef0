using Darkroom.Client;
using GenerationEvent = Darkroom.Client.GenerationEvent;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Writes one JSON object for each step, and messages to the error stream.</summary>
internal sealed class JsonDisplay(CommandContext context) : IRunDisplay
{
    public InlineImages Inline => InlineImages.None;

    public async Task RunAsync(Generation started, Func<Task> work)
    {
        await WriteAsync(new RunLine("started") { GenerationId = started.Id, Of = started.Of });
        await work();
    }

    public Task ReportAsync(GenerationEvent change, CancellationToken cancellationToken) => change switch
    {
        GenerationEvent.Progress progress => WriteAsync(new RunLine("progress")
        {
            ImageIndex = progress.ImageIndex,
            Stage = Wire.Name(progress.Stage),
            Fraction = progress.Fraction,
            Message = progress.Message,
        }),
        GenerationEvent.PartialImage partial => WriteAsync(new RunLine("partial_image") { ImageIndex = partial.ImageIndex, PartialImageIndex = partial.PartialImageIndex }),
        GenerationEvent.Error error => WriteAsync(new RunLine("error") { ImageIndex = error.ImageIndex, Code = error.Code, Message = error.Message }),
        _ => Task.CompletedTask,
    };

    public Task SavedAsync(SavedImage image, CancellationToken cancellationToken) =>
        WriteAsync(new RunLine("image") { ImageIndex = image.ImageIndex, Image = image });

    public Task SayAsync(string message) => context.Error.WriteLineAsync(message);

    public Task EndAsync(GenerationResult result) => WriteAsync(new RunLine("complete") { GenerationId = result.GenerationId, Result = result });

    private async Task WriteAsync(RunLine line)
    {
        await context.WriteJsonAsync(line, CommandJson.Default.RunLine);
        await context.Output.FlushAsync(CancellationToken.None);
    }
}

/// <summary>One line of the output of <c>generate --json</c>.</summary>
/// <param name="Event"><c>started</c>, <c>progress</c>, <c>partial_image</c>, <c>image</c>, <c>error</c>, or <c>complete</c>, which is the last one.</param>
internal sealed record RunLine(string Event)
{
    public string? GenerationId { get; init; }

    public int? Of { get; init; }

    public int? ImageIndex { get; init; }

    public int? PartialImageIndex { get; init; }

    public string? Stage { get; init; }

    public double? Fraction { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public SavedImage? Image { get; init; }

    public GenerationResult? Result { get; init; }
}
