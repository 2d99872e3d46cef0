using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Painter;
using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Makes a tiny image that is discarded, and reads a generation that does not exist. Otherwise the first image after a start would wait for the
/// methods that this compiles and for the tables that libvips builds.
/// </summary>
internal sealed partial class WarmUp(
    ImagePipeline pipeline, ImageLimits limits, IGenerationStore generations, IEventLog events, TimeProvider time, ILogger<WarmUp> log)
{
    /// <summary>The time after the start, so that the first page does not wait.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>Runs once. Without it the server works as well, so a failure is only logged.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Wait, time, cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            await PaintAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(fault);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var unknown = Ids.New(time);
        await generations.FindAsync(unknown, cancellationToken);
        await generations.NewestPartialsAsync(unknown, cancellationToken);
        await events.ReadAsync(unknown, 0, 1, cancellationToken);
    }

    private async Task PaintAsync(CancellationToken cancellationToken)
    {
        var painter = new PainterProvider(new PainterOptions { Pace = 0 }, pipeline, time);
        var request = new ImageRequest { Prompt = "A lighthouse", Size = new PixelSize(64, 64), PartialImages = 1 };
        await foreach (var update in painter.GenerateAsync(request, cancellationToken))
        {
            switch (update)
            {
                case GenerationUpdate.PartialImage(_, var partial):
                    using (partial)
                    {
                        await pipeline.PreviewAsync(partial.Bytes, limits, cancellationToken);
                    }

                    break;
                case GenerationUpdate.FinalImage(var final):
                    using (final)
                    {
                        await pipeline.DeriveAsync(final.Bytes, limits, ImageFormat.WebP, Derivative.Widths, cancellationToken);
                    }

                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The first image may take longer: the warm-up failed")]
    private partial void LogFault(Exception fault);
}
