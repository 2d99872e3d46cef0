using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Providers.Http;

/// <summary>Classifying responses, missing responses and errors of a service.</summary>
public sealed class ServiceConnectionTests : ProviderBench
{
    [Theory]
    [InlineData("/login?next=%2F", "another page on the same host")]
    [InlineData("login", "another page on the same host")]
    [InlineData("https://sso.example.com/in?token=secret", "sso.example.com")]
    [InlineData("urn:isbn:1", "an unknown location")]
    public async Task Does_not_follow_a_redirect_and_names_its_target(string location, string where)
    {
        Server.On("/models", exchange =>
        {
            exchange.Response.Redirect(location);
            return Task.CompletedTask;
        });

        var failure = await AskAsync(Parts().Http);

        Assert.Equal(FailureCode.InvalidRequest, failure.Code);
        Assert.EndsWith($"redirects to {where}. Check the base URL.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connect_timeout_is_unavailable_and_not_a_timeout_of_the_call()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
            ConnectCallback = async (_, cancel) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
                throw new InvalidOperationException();
            },
        });

        var failure = await AskAsync(http);

        Assert.Equal((FailureCode.Unavailable, $"{Server.Address.Authority} cannot be reached."), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("POST", 60, FailureCode.BadOutput)]
    [InlineData("POST", 2, FailureCode.Unavailable)]
    [InlineData("GET", 60, FailureCode.Unavailable)]
    public async Task A_paid_call_aborted_after_a_long_wait_is_not_retryable(string method, int seconds, FailureCode code)
    {
        var time = new ManualTime();
        var gate = new Gate();
        Server.On("/models", async exchange =>
        {
            await gate.PassAsync(exchange.Gone);
            exchange.Abort();
        });
        var sending = AskAsync(Parts().Http, new HttpMethod(method), time);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        time.Advance(TimeSpan.FromSeconds(seconds));
        gate.Open();

        var failure = await sending.WaitAsync(Cancel);
        Assert.Equal(code, failure.Code);
        Assert.Equal(code is FailureCode.BadOutput, failure.Message.Contains("after 60 seconds without a response. The call may have been billed.", StringComparison.Ordinal));
    }

    [Fact]
    public void Reports_moderation_categories_shortened_and_without_the_key()
    {
        string[] said = ["violence", "asked with sk-own-secret", "<html><body>no</body></html>", new string('x', 5000), .. Enumerable.Repeat("more", 5000)];

        var failure = Profile.Blocked(new ModerationVerdict(new string('s', 5000), [.. said]));

        Assert.InRange(failure.Message.Length, 20, 1000);
        Assert.InRange(failure.Moderation!.Categories.Length, 3, 10);
        Assert.Equal("violence", failure.Moderation.Categories[0]);
        Assert.All(failure.Moderation.Categories.Append(failure.Moderation.Stage!), each => Assert.InRange(each.Length, 1, 60));
        Assert.DoesNotContain("sk-own", failure.ToString() + string.Join(' ', failure.Moderation.Categories), StringComparison.Ordinal);
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "The prompt may violate Google's Responsible AI practices.", FailureCode.ModerationBlocked)]
    [InlineData(422, "Error: NSFW content detected", FailureCode.ModerationBlocked)]
    [InlineData(400, "Your request was rejected as a result of our safety system.", FailureCode.ModerationBlocked)]
    [InlineData(403, "Your resource has been temporarily blocked because we detected behavior that may violate our content policy.", FailureCode.Permission)]
    [InlineData(400, "enable_safety_checker must be a boolean", FailureCode.InvalidRequest)]
    [InlineData(429, "Too many requests to the content moderation model", FailureCode.RateLimited)]
    [InlineData(503, "The safety system is down", FailureCode.Unavailable)]
    public void Recognizes_the_safety_phrases_of_a_model_at_every_service(int? status, string message, FailureCode expected) =>
        Assert.Equal(expected, Profile.Explain(new ServiceError { Status = (System.Net.HttpStatusCode?)status, Message = message }).Code);

    private ServiceProfile Profile => new("Test", Server.Address, "sk-own-secret", "TEST_KEY");

    private async Task<Failure> AskAsync(HttpClient http, HttpMethod? method = null, TimeProvider? time = null)
    {
        using var call = new ProviderCall("Test", Server.Address, TimeSpan.FromMinutes(5), time ?? TimeProvider.System, ProviderBench.Budget, Cancel);
        var connection = new ServiceConnection(Profile, null, Parts(time) with { Http = http, PublicHttp = http }, NullLogger.Instance);
        using var body = await connection.FetchAsync(method ?? HttpMethod.Get, Profile.UrlFor("models"), null, call);
        return body.Failure!;
    }
}
