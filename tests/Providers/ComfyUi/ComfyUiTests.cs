using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.ComfyUi;
using Xunit;

namespace Darkroom.Tests.Providers.ComfyUi;

public sealed class ComfyUiTests : ComfyUiTest
{
    public const string BadModel = """
        {"error":{"type":"prompt_outputs_failed_validation","message":"Prompt outputs failed validation","details":"","extra_info":{}},
         "node_errors":{"1":{"errors":[{"type":"value_not_in_list","message":"Value not in list","details":"ckpt_name: 'x' not in ['sdxl']"}],
           "dependent_outputs":["7"],"class_type":"CheckpointLoaderSimple"}}}
        """;

    [Fact]
    public async Task Opens_the_socket_before_queueing_with_the_same_client_id()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);

        Assert.Equal(Sharp, (await RunAsync(Provider())).Image);

        Assert.Equal(["/ws", "/prompt"], Server.Requests.Take(2).Select(request => request.Path));
        Assert.Equal($"?clientId={Server.Requests[1].Json.GetProperty("client_id").GetString()}", Server.Requests[0].Query);
    }

    [Fact]
    public async Task Progress_counts_nodes_and_steps_and_never_decreases()
    {
        new ComfyUiScript().Start().Say("execution_cached", new { nodes = new[] { "1", "2" }, prompt_id = ComfyUiScript.Id })
            .Executing("3").Executing("4").Executing("5").Step("5", 5, 25).Step("5", 20, 25).Step("5", 1, 25)
            .Executing("6").Executed().Success().On(Server, Sharp);
        List<double> fractions = [];

        await RunAsync(Provider(), onUpdate: update =>
        {
            if (update is GenerationUpdate.Progress { Fraction: { } fraction })
            {
                fractions.Add(Math.Round(fraction * 31, 3));
            }
        });

        // Six nodes and a sampler of 25 steps.
        Assert.Equal([0, 2, 3, 4, 9, 24, 29], fractions);
    }

    [Fact]
    public async Task Reads_the_state_of_all_nodes_from_newer_versions()
    {
        new ComfyUiScript().Start().Say("progress_state", new
        {
            prompt_id = ComfyUiScript.Id,
            nodes = new Dictionary<string, object>
            {
                ["1"] = new { value = 1, max = 1, state = "finished" },
                ["5"] = new { value = 10, max = 25, state = "running", display_node_id = "5" },
            },
        }).Executed().Success().On(Server, Sharp);
        var last = 0.0;

        await RunAsync(Provider(), onUpdate: update => last = (update as GenerationUpdate.Progress)?.Fraction ?? last);

        Assert.Equal(11 / 31.0, last, 3);
    }

    [Fact]
    public async Task Yields_previews_of_both_kinds_but_not_of_other_prompts()
    {
        new ComfyUiScript().Preview(One).Start().Executing("5").Step("5", 12, 25).Preview(Two, "somebody-elses").Preview(One)
            .Step("5", 20, 25).Preview(Two, ComfyUiScript.Id).Binary([0, 0, 0, 4, 255, 255, 255, 255, 1, 2, 3]).Binary([0, 0, 0, 3, 0, 0, 0, 1, 65])
            .Executed().Success().On(Server, Sharp);

        var outcome = await RunAsync(Provider());

        outcome.AssertPartials((0, One), (1, Two));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Ignores_messages_about_other_prompts_and_unknown_messages()
    {
        new ComfyUiScript().Start().Say("crystools.monitor", new { cpu = 3 }).Say("executing", new { node = (string?)null, prompt_id = "other" })
            .Say("execution_error", new { prompt_id = "other", exception_message = "no" }).Executed().Success().On(Server, Sharp);

        Assert.Equal(Sharp, (await RunAsync(Provider())).Image);
    }

    [Fact]
    public async Task Reports_the_queue_position_until_the_start()
    {
        new ComfyUiScript().Status(3).Status(2).Start().Executed().Success().On(Server, Sharp);
        Server.On("/queue", Queue("a", 5, "b", 7, ComfyUiScript.Id, 9), Queue("b", 7, ComfyUiScript.Id, 9));
        List<int?> positions = [];

        await RunAsync(Provider(), onUpdate: update =>
        {
            if (update is GenerationUpdate.Progress { Fraction: null, QueuePosition: var position })
            {
                positions.Add(position);
            }
        });

        Assert.Equal([2, 1], positions);
    }

    [Fact]
    public async Task Describes_a_failed_node()
    {
        new ComfyUiScript().Start().Say("execution_error", new
        {
            prompt_id = ComfyUiScript.Id,
            node_type = "VAEDecode",
            exception_message = "tensor is empty\n",
        }).On(Server, Sharp);

        var failure = (await RunAsync(Provider())).Failure;

        Assert.Equal((FailureCode.BadOutput, "VAEDecode failed: tensor is empty"), (failure?.Code, failure?.Message));
    }

    [Fact]
    public async Task An_image_stopped_in_ComfyUI_is_interrupted()
    {
        new ComfyUiScript().Start().Say("execution_interrupted", new { prompt_id = ComfyUiScript.Id, node_id = "5" }).On(Server, Sharp);

        Assert.Equal(FailureCode.Interrupted, (await RunAsync(Provider())).Failure?.Code);
    }

    [Fact]
    public async Task Reports_node_and_reason_of_a_rejected_workflow()
    {
        Server.On("/prompt", Scripts.Answer(400, BadModel));

        var failure = (await RunAsync(Provider())).Failure;

        Assert.Equal(FailureCode.InvalidRequest, failure?.Code);
        Assert.Equal("CheckpointLoaderSimple (1): Value not in list, ckpt_name: 'x' not in ['sdxl']", failure!.Message);
    }

    [Fact]
    public async Task Polls_after_the_socket_is_lost()
    {
        new ComfyUiScript().Start().Executing("5").Lose().On(Server, Sharp);
        Server.On("/queue", Running()).On("/history/" + ComfyUiScript.Id, Scripts.Answer(200, "{}"), Scripts.Answer(503, ""), ComfyUiScript.History());

        var outcome = await RunAsync(Provider());

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal("?filename=darkroom_00001_.png&subfolder=&type=output", Assert.Single(Server.Requests, request => request.Path == "/view").Query);
    }

    [Fact]
    public async Task Works_without_a_socket()
    {
        var script = new ComfyUiScript();
        Server.On("/prompt", script.Placed()).On("/view", Scripts.Bytes(Sharp, "image/png")).On("/history/" + ComfyUiScript.Id, ComfyUiScript.History());

        Assert.Equal(Sharp, (await RunAsync(Provider())).Image);
    }

    [Fact]
    public async Task Resumes_a_prompt_by_its_id()
    {
        Server.On("/view", Scripts.Bytes(Sharp, "image/png")).On("/history/" + ComfyUiScript.Id, ComfyUiScript.History());

        var outcome = await RunAsync(Provider(), Asked with { ResumeToken = ComfyUiScript.Id });

        Assert.Equal(Sharp, outcome.Image);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("../queue")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task Never_puts_an_invalid_token_into_a_url(string token)
    {
        var outcome = await RunAsync(Provider(), Asked with { ResumeToken = token });
        await Provider().CancelAsync(token, Cancel);

        Assert.Equal(FailureCode.Interrupted, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task An_unknown_prompt_is_interrupted()
    {
        Server.On("/queue", Queue("a", 1)).On("/history/" + ComfyUiScript.Id, Scripts.Answer(200, "{}"));

        Assert.Equal(FailureCode.Interrupted, (await RunAsync(Provider(), Asked with { ResumeToken = ComfyUiScript.Id })).Failure?.Code);
    }

    [Theory]
    [InlineData("""[["execution_error",{"node_type":"KSampler","exception_message":"CUDA out of memory"}]]""", "[]", FailureCode.InvalidRequest)]
    [InlineData("""[["execution_interrupted",{}]]""", "[]", FailureCode.Interrupted)]
    [InlineData("[]", "[]", null)]
    public async Task Reads_the_result_from_the_history(string messages, string images, FailureCode? code)
    {
        Server.On("/history/" + ComfyUiScript.Id, ComfyUiScript.History(messages, images)).On("/view", Scripts.Bytes(Sharp, "image/png"));

        var outcome = await RunAsync(Provider(), Asked with { ResumeToken = ComfyUiScript.Id });

        // Without a saved image one that was only shown will do.
        Assert.Equal(code, outcome.Failure?.Code);
        Assert.Equal(code is null, Server.Requests.Any(request => request.Query.Contains("shown.png", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Cancel_interrupts_a_running_prompt_and_removes_a_queued_one()
    {
        Server.On("/queue", Running()).On("/interrupt", Scripts.Answer(200, ""));
        await Provider().CancelAsync(ComfyUiScript.Id, Cancel);
        Server.On("/queue", Queue("a", 1, ComfyUiScript.Id, 2));
        await Provider().CancelAsync(ComfyUiScript.Id, Cancel);
        Server.On("/queue", Queue("a", 1));
        await Provider().CancelAsync(ComfyUiScript.Id, Cancel);

        var told = Server.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(["/interrupt", "/queue"], told.Select(request => request.Path));
        Assert.Equal(ComfyUiScript.Id, told[0].Json.GetProperty("prompt_id").GetString());
        Assert.Equal(ComfyUiScript.Id, Assert.Single(told[1].Json.GetProperty("delete").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task After_a_timeout_the_work_continues()
    {
        var time = new ManualTime();
        new ComfyUiScript().Start().On(Server, Sharp);
        var begun = new Gate();
        var running = RunAsync(Provider(new ComfyUiOptions { Model = "m", TimeoutSeconds = 60 }, time), onUpdate: update => begun.OpenIf(update is GenerationUpdate.Progress));

        await begun.PassAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(60));
        var outcome = await running.WaitAsync(Cancel);

        Assert.Equal(FailureCode.Timeout, outcome.Failure?.Code);
        Assert.True(outcome.WorkGoesOn);
        Assert.Equal([ComfyUiScript.Id], outcome.Tokens);
    }

    [Theory]
    [InlineData("""{"CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":[["first.safetensors","second"],{}]}}}}""")]
    [InlineData("""{"CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":["COMBO",{"options":["first.safetensors"]}]}}}}""")]
    public async Task Uses_the_first_model_of_ComfyUI_if_none_is_set(string info)
    {
        ComfyUiScript.Success([]).On(Server, Sharp);
        Server.On("/object_info/CheckpointLoaderSimple", Scripts.Answer(200, info));

        await RunAsync(Provider(new ComfyUiOptions()));

        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        Assert.Equal("first.safetensors", graph.GetProperty("1").GetProperty("inputs").GetProperty("ckpt_name").GetString());
    }

    [Fact]
    public async Task Reports_that_ComfyUI_has_no_models()
    {
        Server.On("/object_info/CheckpointLoaderSimple", Scripts.Answer(200, "{}"));

        var failure = (await RunAsync(Provider(new ComfyUiOptions()))).Failure;

        Assert.Equal(FailureCode.InvalidRequest, failure?.Code);
        Assert.Contains("models folder", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticates_the_socket_like_other_requests()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);

        await RunAsync(Provider(new ComfyUiOptions { Model = "m", ApiKey = "ada:secret" }));

        Assert.All(Server.Requests, request => Assert.StartsWith("Basic ", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    private static Script Running() => Scripts.Answer(200, JsonSerializer.Serialize(new
    {
        queue_running = new[] { new object[] { 1, ComfyUiScript.Id, new { }, new { }, new[] { "7" } } },
        queue_pending = Array.Empty<object>(),
    }));

    /// <param name="entries">Ids and numbers in turn; the first is at work.</param>
    private static Script Queue(params object[] entries)
    {
        var all = entries.Chunk(2).Select(pair => new[] { pair[1], pair[0], new { } }).ToList();
        return Scripts.Answer(200, JsonSerializer.Serialize(new { queue_running = all.Take(1), queue_pending = all.Skip(1).Reverse() }));
    }
}
