using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>An <c>openai</c> provider, and the service it talks to, for one test.</summary>
public abstract class OpenAiTest : ProviderBench
{
    protected const string Key = "sk-test-4f9c1e7ab2";
    protected const string Path = "/v1/responses";

    private protected OpenAiProvider Provider(
        OpenAiOptions? options = null, TimeProvider? time = null, long longestAnswer = 256 * 1024 * 1024) =>
        new(options ?? new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = Key }, Parts(time)) { MaxResponseLength = longestAnswer };

    /// <summary>Answers with a script, runs the provider against it and says what came.</summary>
    protected async Task<Outcome> PlayAsync(Script script, ImageRequest? request = null)
    {
        Server.On(Path, script);
        return await RunAsync(Provider(), request);
    }

    protected async Task<Failure> FailAsync(Script script, ImageRequest? request = null)
    {
        var outcome = await PlayAsync(script, request);
        Assert.NotNull(outcome.Failure);
        Assert.DoesNotContain(Key, outcome.Failure.Message, StringComparison.Ordinal);
        return outcome.Failure;
    }
}
