using Darkroom.Providers;
using Darkroom.Providers.OpenAi;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>The base of tests with a provider in background mode, a service with the response <c>resp_1</c>, and a manual clock.</summary>
public abstract class OpenAiBackgroundTest : OpenAiTest
{
    /// <summary>The response's path.</summary>
    protected const string Response = Path + "/resp_1";

    protected const string Begin = "POST " + Path;
    protected const string Poll = "GET " + Response;
    protected const string Delete = "DELETE " + Response;

    protected static readonly byte[] One = TestImages.SmallPng(1);
    protected static readonly byte[] Two = TestImages.SmallPng(2);
    protected static readonly byte[] Sharp = TestImages.SmallPng(4);

    private readonly Dictionary<string, Gate> _gates = [];

    protected ManualTime Time { get; } = new();

    /// <summary>Method, path and query of all requests.</summary>
    protected IEnumerable<string> Sent => Server.Requests.Select(request => $"{request.Method} {request.Path}{request.Query}");

    protected static string StreamAfter(int sequence) => $"GET {Response}?stream=true&starting_after={sequence}";

    private protected OpenAiProvider Background(bool on = true, Uri? baseUrl = null) =>
        Provider(new OpenAiOptions { BaseUrl = baseUrl ?? Server.BaseUrl, ApiKey = Key, Background = on }, Time);

    /// <summary>A script that aborts the connection once the provider has reported a token.</summary>
    protected Script CutAfter(ResponsesScript script, string token)
    {
        var gate = new Gate();
        _gates[token] = gate;
        return script.Wait(gate).Abort();
    }

    /// <summary>Runs the provider and opens the gates of <see cref="CutAfter"/>.</summary>
    protected Task<Outcome> FollowAsync(IImageProvider? provider = null, ImageRequest? request = null, CancellationToken? cancel = null) =>
        RunAsync(
            provider ?? Background(),
            request,
            OpenGate,
            cancel);

    protected void OpenGate(GenerationUpdate update) =>
        _gates.GetValueOrDefault((update as GenerationUpdate.Resumable)?.Token ?? "")?.Open();

    protected Task<Outcome> ResumeAsync(string token, IImageProvider? provider = null) =>
        FollowAsync(provider, Asked with { ResumeToken = token });

    /// <summary>Waits until the provider waits for exactly this long, then advances the clock; one delay after the other.</summary>
    protected async Task PassAsync(params int[] seconds)
    {
        foreach (var wait in seconds.Select(one => TimeSpan.FromSeconds(one)))
        {
            await Time.TimerSetAsync(wait).WaitAsync(Cancel);
            Time.Advance(wait);
        }
    }
}
