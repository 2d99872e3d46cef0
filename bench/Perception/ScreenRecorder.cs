using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Darkroom.Bench.Perception;

/// <summary>Records every frame of the browser, with its time.</summary>
internal sealed class ScreenRecorder
{
    private const int Quality = 85;
    private readonly ICDPSession _session;
    private readonly ConcurrentQueue<Frame> _frames = new();

    private ScreenRecorder(ICDPSession session)
    {
        _session = session;
        session.Event("Page.screencastFrame").OnEvent += OnFrame;
    }

    public static async Task<ScreenRecorder> StartAsync(ICDPSession session, int width, int height)
    {
        var film = new ScreenRecorder(session);
        await session.SendAsync("Page.startScreencast", new()
        {
            ["format"] = "jpeg",
            ["quality"] = Quality,
            ["maxWidth"] = width,
            ["maxHeight"] = height,
            ["everyNthFrame"] = 1,
        });
        return film;
    }

    /// <summary>Stops and returns all frames in order.</summary>
    public async Task<IReadOnlyList<Frame>> StopAsync()
    {
        await _session.SendAsync("Page.stopScreencast");
        return [.. _frames.OrderBy(frame => frame.At)];
    }

    private void OnFrame(object? sender, JsonElement? sent)
    {
        var frame = sent!.Value;
        var seconds = frame.GetProperty("metadata").GetProperty("timestamp").GetDouble();
        _frames.Enqueue(new Frame(seconds * 1000, frame.GetProperty("data").GetBytesFromBase64()));
        _ = AcknowledgeAsync(frame.GetProperty("sessionId").GetInt32());
    }

    private async Task AcknowledgeAsync(int number)
    {
        try
        {
            await _session.SendAsync("Page.screencastFrameAck", new() { ["sessionId"] = number });
        }
        catch (PlaywrightException)
        {
            // The page is closed.
        }
    }
}
