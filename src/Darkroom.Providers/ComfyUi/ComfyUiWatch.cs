using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Makes updates of what the socket says about one prompt.</summary>
/// <param name="service">Whose words are made fit to be shown.</param>
/// <param name="promptId">The prompt.</param>
/// <param name="progress">Counts its nodes.</param>
/// <param name="partials">How many partial images are wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class ComfyUiWatch(ServiceProfile service, string promptId, ComfyUiProgress progress, int partials, TimeProvider time)
{
    private readonly PartialImageSampler _pace = new(partials);
    private readonly List<ComfyUiImage> _pictures = [];
    private long _began;
    private double _told = -1;

    /// <summary>Whether it is being worked on; before that it waits in the queue.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether nothing more will be said about it.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why it came to nothing.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>What it made, as far as was said.</summary>
    public ComfyUiImage? Image => ComfyUiImage.Best(_pictures);

    /// <summary>Reads one message.</summary>
    /// <returns>An update, mostly none.</returns>
    public GenerationUpdate? Read(ComfyUiFrame frame) => frame.IsText ? ReadText(frame.Json()) : ReadPreview(frame);

    /// <summary>Whether a message says that the queue has changed.</summary>
    public static bool IsAboutQueue(ComfyUiFrame frame) => frame.IsText && frame.Json().Text("type") is "status";

    private GenerationUpdate.PartialImage? ReadPreview(ComfyUiFrame frame)
    {
        if (!Begun || !_pace.More || frame.Preview(promptId) is not { } image)
        {
            return null;
        }

        if (_pace.Take(progress.Fraction, time.GetElapsedTime(_began)) is { } index)
        {
            return new GenerationUpdate.PartialImage(index, image);
        }

        image.Dispose();
        return null;
    }

    private GenerationUpdate.Progress? ReadText(JsonElement message)
    {
        if (message.Member("data") is not { } data || (data.Text("prompt_id") is { } id && id != promptId))
        {
            return null;
        }

        switch (message.Text("type"))
        {
            case "execution_start":
                Begin();
                break;
            case "execution_cached":
                progress.Cached(data.List("nodes").Select(node => node.ToString()));
                break;
            case "executing" when (data.Text("display_node") ?? data.Text("node")) is { } node:
                Begin();
                progress.Begin(node);
                break;
            case "progress" when data.Text("node") is { } node && data.Number("value") is { } value && data.Number("max") is { } max:
                progress.Step(node, value, max);
                break;
            case "progress_state":
                progress.State(data.Member("nodes") ?? default);
                break;
            case "executed":
                _pictures.AddRange(ComfyUiImage.In(data.Member("output") ?? default));
                break;
            case "executing" when data.Text("prompt_id") is not null:
            case "execution_success":
                Ended = true;
                break;
            case "execution_error":
                (Ended, Failure) = (true, ComfyUiErrors.From(service, data));
                break;
            case "execution_interrupted":
                (Ended, Failure) = (true, ComfyUiErrors.Interrupted());
                break;
        }

        return Begun && !Ended && progress.Fraction != _told ? LastProgress() : null;
    }

    private void Begin()
    {
        _began = Begun ? _began : time.GetTimestamp();
        Begun = true;
    }

    private GenerationUpdate.Progress LastProgress()
    {
        _told = progress.Fraction;
        return new GenerationUpdate.Progress(_told);
    }
}
