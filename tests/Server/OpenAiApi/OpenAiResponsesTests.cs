using System.ClientModel;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using OpenAI.Responses;

namespace Darkroom.Tests.Server.OpenAiApi;

/// <summary>The Responses API with its image tool, by the official library and byte for byte.</summary>
public sealed class OpenAiResponsesTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_official_library_gets_an_image()
    {
        var response = await ClientOf(_server).CreateResponseAsync(Options("a red fox"), Cancel);

        Assert.Equal(ResponseStatus.Completed, response.Value.Status);
        var image = Assert.IsType<ImageGenerationCallResponseItem>(Assert.Single(response.Value.OutputItems));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], image.ImageResultBytes.ToArray()[..4]);
        Assert.StartsWith("resp_", response.Value.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_library_follows_it_with_partial_images()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.PartialImage(TestImages.NoisyPng(600, 600), gate, TestImages.SmallPng(4)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var options = Options("a red fox");
        options.StreamingEnabled = true;
        var (partials, completed) = (0, 0);

        await foreach (var update in await ClientOf(server).CreateResponseStreamingAsync(options, Cancel))
        {
            gate.OpenIf(update is StreamingResponseImageGenerationCallPartialImageUpdate);
            partials += update is StreamingResponseImageGenerationCallPartialImageUpdate ? 1 : 0;
            completed += update is StreamingResponseCompletedUpdate ? 1 : 0;
        }

        Assert.Equal((1, 1), (partials, completed));
    }

    [Fact]
    public async Task Events_are_numbered_without_gaps_in_the_order_of_OpenAI_and_can_be_resumed_after_each()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.PartialImage(TestImages.NoisyPng(600, 600), gate, TestImages.SmallPng(4)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        const string Body = """{"model":"gpt-5","input":"a fox","stream":true,"tools":[{"type":"image_generation","partial_images":1}]}""";

        using var response = await server.Client.PostJsonAsync("/v1/responses", Body);
        var events = await response.ReadAllEventsAsync(one => gate.OpenIf(one.Type == "response.image_generation_call.partial_image"));

        Assert.Equal(
            ["response.created", "response.in_progress", "response.output_item.added", "response.image_generation_call.in_progress", "response.image_generation_call.generating",
                "response.image_generation_call.partial_image", "response.image_generation_call.completed", "response.output_item.done", "response.completed"],
            events.Select(one => one.Type));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.Data.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(TestImages.NoisyPng(600, 600), events[5].Data.GetProperty("partial_image_b64").GetBytesFromBase64());
        Assert.Equal(TestImages.SmallPng(4), events[8].Data.GetProperty("response").GetProperty("output")[0].GetProperty("result").GetBytesFromBase64());
        var id = events[0].Data.GetProperty("response").GetProperty("id").GetString();
        foreach (var after in new[] { 0, 4, 5, 8 })
        {
            using var resumed = await server.Client.GetAsync($"/v1/responses/{id}?stream=true&starting_after={after}", Cancel);
            Assert.Equal(events.Skip(after + 1).Select(one => one.Data.GetRawText()), (await resumed.ReadAllEventsAsync()).Select(one => one.Data.GetRawText()));
        }
    }

    [Fact]
    public async Task A_background_response_is_read_cancelled_and_deleted()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, exchange => gate.PassAsync(exchange.Gone));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var client = ClientOf(server);
        var options = Options("a red fox");
        options.BackgroundModeEnabled = true;

        var started = await client.CreateResponseAsync(options, Cancel);
        await gate.Reached.WaitAsync(Cancel);
        var running = await client.GetResponseAsync(started.Value.Id, Cancel);
        var cancelled = await client.CancelResponseAsync(started.Value.Id, Cancel);
        var deleted = await client.DeleteResponseAsync(started.Value.Id, Cancel);

        Assert.Equal((ResponseStatus.InProgress, ResponseStatus.Cancelled, true), (running.Value.Status, cancelled.Value.Status, deleted.Value.Deleted));
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(started.Value.Id, Cancel))).Status);
    }

    [Fact]
    public async Task A_following_response_changes_the_image_of_the_previous_one()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng(4)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var first = await ClientOf(server).CreateResponseAsync(Options("a red fox"), Cancel);
        var options = Options("make it winter");
        options.PreviousResponseId = first.Value.Id;

        var second = await ClientOf(server).CreateResponseAsync(options, Cancel);

        Assert.Equal(first.Value.Id, second.Value.PreviousResponseId);
        Assert.Contains(Convert.ToBase64String(TestImages.SmallPng(4)), service.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"a fox"}""", "tools", "unsupported_parameter")]
    [InlineData("""{"input":"a fox","tools":[{"type":"web_search"}]}""", "tools", "unsupported_parameter")]
    [InlineData("""{"tools":[{"type":"image_generation"}]}""", "input", "missing_required_parameter")]
    [InlineData("""{"input":[],"tools":[{"type":"image_generation"}]}""", "input", "missing_required_parameter")]
    [InlineData("""{"input":"a fox","tools":[{"type":"image_generation","size":"big"}]}""", "tools.size", "invalid_value")]
    [InlineData("""{"input":"a fox","previous_response_id":"resp_1","tools":[{"type":"image_generation"}]}""", "previous_response_id", "previous_response_not_found")]
    public async Task A_mistake_is_named(string body, string param, string code)
    {
        using var response = await _server.Client.PostJsonAsync("/v1/responses", body);

        Assert.Equal(400, (int)response.StatusCode);
        var error = (await response.ReadJsonAsync()).GetProperty("error");
        Assert.Equal((param, code), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
    }

    private static CreateResponseOptions Options(string prompt) => new("gpt-5", [ResponseItem.CreateUserMessageItem(prompt)])
    {
        Tools = { ResponseTool.CreateImageGenerationTool(model: null, size: new ImageGenerationToolSize(64, 64), partialImageCount: 2) },
    };

    private static ResponsesClient ClientOf(RunningServer server) =>
        new(new ApiKeyCredential("any"), new ResponsesClientOptions { Endpoint = new Uri(server.Address, "v1") });
}
