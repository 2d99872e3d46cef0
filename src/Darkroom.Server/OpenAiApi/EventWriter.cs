using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Darkroom.Server.OpenAiApi;

/// <summary>Writes numbered events, and a comment when nothing else was sent for a while: proxies close silent connections.</summary>
/// <param name="after">The number of the last event that the client has, which is not sent again; -1 for none.</param>
internal sealed class EventWriter(PipeWriter output, TimeProvider time, int after = -1)
{
    private int _sequence;
    private bool _open;
    private long _sentAt = time.GetTimestamp();

    /// <summary>Whether the client does not have the next event yet.</summary>
    public bool IsNext => _sequence > after;

    /// <summary>Sends the headers, so that a client knows that its request was accepted.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        output.Write(": open\n\n"u8);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Writes an event with its fields.</summary>
    public Task WriteAsync(string type, Action<Utf8JsonWriter> fields, CancellationToken cancellationToken) => WriteAsync(
        type,
        (json, _) =>
        {
            fields(json);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Writes an event with fields that are written piece by piece, such as images.</summary>
    public async Task WriteAsync(string type, Func<Utf8JsonWriter, PipeWriter, Task> fields, CancellationToken cancellationToken)
    {
        var number = _sequence++;
        if (number <= after)
        {
            return;
        }

        _open = true;
        Encoding.UTF8.GetBytes($"event: {type}\ndata: ", output);
        await using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("sequence_number", number);
            await fields(json, output);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
        _open = false;
        OpenStream.Sent(output);
        await output.FlushAsync(cancellationToken);
        _sentAt = time.GetTimestamp();
    }

    /// <param name="imageIndex">The index of the image that failed; null if it is not about one.</param>
    public Task WriteErrorAsync(OpenAiError error, int? imageIndex, CancellationToken cancellationToken)
    {
        if (_open)
        {
            // An event was cut: only the end of the connection can say so.
            return Task.CompletedTask;
        }

        _sequence = Math.Max(_sequence, after + 1);
        return WriteAsync(
            "error",
            json =>
            {
                json.WritePropertyName("error");
                error.WriteTo(json);
                if (imageIndex is { } index)
                {
                    json.WriteNumber("image_index", index);
                }
            },
            cancellationToken);
    }

    /// <summary>Waits for a signal, or sends a comment when one is due.</summary>
    public async Task WaitAsync(ISignalSubscription subscription, CancellationToken cancellationToken)
    {
        var left = EventStream.HeartbeatInterval - time.GetElapsedTime(_sentAt);
        if (left > TimeSpan.Zero && await subscription.WaitAsync(left, cancellationToken))
        {
            return;
        }

        output.Write(": working\n\n"u8);
        await output.FlushAsync(cancellationToken);
        _sentAt = time.GetTimestamp();
    }
}
