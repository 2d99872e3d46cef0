using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Above <c>Mcp:AskAboveUsd</c> the user is asked first.</summary>
public sealed class McpCostTests : IAsyncLifetime
{
    private ScriptedServer _service = null!;
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedServer.StartAsync();
        _service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        _server = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task An_accepted_question_starts_the_run_and_a_repeated_request_is_not_asked_about_again()
    {
        var questions = new List<string>();
        await using var client = await _server.ConnectAsync(answer: question =>
        {
            questions.Add(question.Message);
            return Accepted();
        });

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2, request_id = "fox" });
        var again = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2, request_id = "fox" });

        Assert.Equal(("completed", "completed"), (result.Content().Text("status"), again.Content().Text("status")));
        var question = Assert.Single(questions);
        Assert.Contains("$0.50", question, StringComparison.Ordinal);
        Assert.Contains("2 images with OpenAI", question, StringComparison.Ordinal);
        Assert.Contains("a red fox", question, StringComparison.Ordinal);
        Assert.Equal(2, _service.Requests.Count);
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("cancel")]
    [InlineData("accept")]
    public async Task A_declined_question_starts_nothing_and_gives_advice(string action)
    {
        await using var client = await _server.ConnectAsync(answer: _ => new ElicitResult
        {
            Action = action,
            Content = action == "accept" ? new Dictionary<string, JsonElement> { ["proceed"] = JsonElement.Parse("false") } : null,
        });

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2 });

        Assert.Contains("declined", result.Refusal(), StringComparison.Ordinal);
        Assert.Contains("list_models", result.Refusal(), StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Theory]
    [InlineData(McpConnection.Newest, false)]
    [InlineData(McpConnection.Oldest, true)]
    public async Task A_client_that_cannot_be_asked_is_refused_with_advice(string protocol, bool canAsk)
    {
        await using var client = await _server.ConnectAsync(protocol, answer: canAsk ? _ => Accepted() : null);

        var refused = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2 });
        var below = await client.CallAsync("generate_image", new { prompt = "a red fox" });

        Assert.Contains("Mcp:AskAboveUsd", refused.Refusal(), StringComparison.Ordinal);
        Assert.Contains("$0.50", refused.Refusal(), StringComparison.Ordinal);
        Assert.Equal("completed", below.Content().Text("status"));
        Assert.Single(_service.Requests);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task An_unknown_price_counts_as_above_unless_the_operator_says_otherwise(string setting, bool asked)
    {
        await using var server = await StartAsync(("Providers:openai:PricePerImage", ""), ("Mcp:AskIfPriceUnknown", setting));
        await using var client = await server.ConnectAsync();

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", model = "openai/house-brand" });

        Assert.Equal(asked, result.IsError is true);
        Assert.Equal(asked, result.Text().Contains("cost of this run is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_answer_to_a_lower_cost_does_not_cover_a_higher_one()
    {
        var asked = 0;
        await using var client = await _server.ConnectAsync(answer: _ =>
        {
            asked++;
            return Accepted();
        });
        var result = await client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = "generate_image",
                Arguments = new Dictionary<string, JsonElement> { ["prompt"] = JsonElement.Parse("\"a red fox\""), ["n"] = JsonElement.Parse("4") },
                InputResponses = new Dictionary<string, InputResponse> { ["cost"] = InputResponse.FromElicitResult(new ElicitResult { Action = "accept" }) },
                RequestState = "0.50",
            },
            TestContext.Current.CancellationToken);

        Assert.Equal((1, "completed"), (asked, result.Content().Text("status")));
    }

    [Fact]
    public async Task A_limit_that_is_empty_or_no_number_is_reported_at_the_start()
    {
        foreach (var value in new[] { "", "free", "-1" })
        {
            var fault = await Assert.ThrowsAsync<Darkroom.Server.StartupException>(() => RunningServer.StartAsync(("Mcp:AskAboveUsd", value)));
            Assert.Contains("Mcp:AskAboveUsd", fault.Message, StringComparison.Ordinal);
        }
    }

    private static ElicitResult Accepted() => new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["proceed"] = JsonElement.Parse("true") } };

    private Task<RunningServer> StartAsync(params (string Key, string Value)[] more) => RunningServer.StartAsync(
        OpenAiServer.Settings(_service, [("Providers:openai:PricePerImage", "0.25"), ("Mcp:AskAboveUsd", "0.40"), .. more]));
}
