using System.Collections.Concurrent;
using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>An <c>openai</c> provider, and the service it talks to, for one test.</summary>
public abstract class OpenAiTest : IAsyncLifetime
{
    protected const string Key = "sk-test-4f9c1e7ab2";
    protected const string Path = "/v1/responses";

    protected static readonly ImageRequest Asked = new() { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024), PartialImages = 3 };

    // A test that waits for what never comes fails instead of hanging.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    protected CancellationToken Cancel => _limit.Token;

    private protected RecordingLogger Log { get; } = new();

    protected ScriptedServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _limit.CancelAfter(Longest);
        Server = await ScriptedServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        _limit.Dispose();
        await Server.DisposeAsync();
    }

    protected OpenAiProvider Provider(
        OpenAiOptions? options = null, TimeProvider? time = null, long longestAnswer = 256 * 1024 * 1024) =>
        new(options ?? new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = Key }, _http, Log, time) { LongestAnswer = longestAnswer };

    /// <summary>Answers with a script, runs the provider against it and says what came.</summary>
    protected async Task<Outcome> PlayAsync(Script script, ImageRequest? request = null)
    {
        Server.On(Path, script);
        return await RunAsync(Provider(), request);
    }

    protected async Task<Outcome> RunAsync(
        OpenAiProvider provider, ImageRequest? request = null, Action<GenerationUpdate>? onUpdate = null, CancellationToken? cancel = null)
    {
        var outcome = new Outcome();
        await foreach (var update in provider.GenerateAsync(request ?? Asked, cancel ?? Cancel))
        {
            Assert.False(outcome.Ended, "Something followed the last update.");
            outcome.Add(update);
            onUpdate?.Invoke(update);
        }

        Assert.True(outcome.Ended, "The last update was neither a picture nor a failure.");
        return outcome;
    }

    protected async Task<Failure> FailAsync(Script script, ImageRequest? request = null)
    {
        var outcome = await PlayAsync(script, request);
        Assert.NotNull(outcome.Failure);
        Assert.DoesNotContain(Key, outcome.Failure.Message, StringComparison.Ordinal);
        return outcome.Failure;
    }
}

/// <summary>Everything a provider reported, with the pictures copied out and given back.</summary>
public sealed class Outcome
{
    public List<(int Index, byte[] Bytes)> Partials { get; } = [];

    public int Progress { get; private set; }

    public byte[]? Picture { get; private set; }

    /// <summary>The last update; its picture is gone.</summary>
    public GenerationUpdate.FinalImage? Final { get; private set; }

    public Failure? Failure { get; private set; }

    /// <summary>Whether it was only the call that failed.</summary>
    public bool WorkGoesOn { get; private set; }

    /// <summary>In the order they came.</summary>
    public List<string> Tokens { get; } = [];

    public bool Ended => Final is not null || Failure is not null;

    public void AssertPartials(params (int Index, byte[] Bytes)[] expected)
    {
        Assert.Equal(expected.Select(partial => partial.Index), Partials.Select(partial => partial.Index));
        Assert.Equal(expected.Select(partial => partial.Bytes), Partials.Select(partial => partial.Bytes));
    }

    public void Add(GenerationUpdate update)
    {
        switch (update)
        {
            case GenerationUpdate.Progress:
                Progress++;
                break;
            case GenerationUpdate.PartialImage partial:
                Partials.Add((partial.Index, partial.Image.Bytes.ToArray()));
                partial.Image.Dispose();
                break;
            case GenerationUpdate.FinalImage final:
                (Final, Picture) = (final, final.Image.Bytes.ToArray());
                final.Image.Dispose();
                break;
            case GenerationUpdate.Failed failed:
                (Failure, WorkGoesOn) = (failed.Failure, failed.WorkGoesOn);
                break;
            case GenerationUpdate.Resumable(var token):
                Tokens.Add(token);
                break;
        }
    }
}

internal sealed class RecordingLogger : ILogger<OpenAiProvider>
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}
