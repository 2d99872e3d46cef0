using System.Net;
using System.Text.Json;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Campaigns over HTTP, from the brief to decisions.</summary>
public sealed class CampaignTests
{
    private const string Sdxl = "/hf-inference/models/stabilityai/stable-diffusion-xl-base-1.0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_body_creates_a_complete_campaign_with_different_prompts()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(new { });

        var view = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);

        Assert.Equal(4, view.GetProperty("concepts").GetArrayLength());
        Assert.Equal((0, 4), (view.GetProperty("done").GetInt32(), view.GetProperty("of").GetInt32()));
        var prompts = view.GetProperty("concepts").EnumerateArray()
            .SelectMany(concept => concept.GetProperty("images").EnumerateArray()).Select(image => image.GetProperty("prompt").GetString()).ToList();
        Assert.Equal(4, prompts.Distinct().Count());
        var creatives = await server.GetAsync($"{campaign}/creatives");
        Assert.Equal(4 * 2 * 2, creatives.GetProperty("total").GetInt32());
        Assert.False(creatives.GetProperty("creatives")[0].TryGetProperty("preview_url", out _));
    }

    [Fact]
    public async Task Finished_images_are_not_generated_again()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var started = Assert.Single((await server.Client.GenerateAsync(campaign)).GetProperty("generations").EnumerateArray());

        var view = await server.GetAsync(campaign);

        Assert.Equal((1, 1), (view.GetProperty("done").GetInt32(), view.GetProperty("of").GetInt32()));
        var image = view.GetProperty("concepts")[0].GetProperty("images")[0];
        Assert.Equal(("ready", started.GetProperty("generation_id").GetString()), (image.GetProperty("status").GetString(), image.GetProperty("generation_id").GetString()));
        Assert.Equal([image.GetProperty("generation_id").GetString()], view.GetProperty("generations").EnumerateArray().Select(id => id.GetString()));
        var generation = await server.GetAsync($"/api/generations/{image.GetProperty("generation_id").GetString()}");
        Assert.Equal(view.GetProperty("id").GetString(), generation.GetProperty("request").GetProperty("campaign_id").GetString());
        Assert.NotEmpty(await server.Client.GetByteArrayAsync(image.GetProperty("url").GetString(), Cancel));

        var again = await server.Client.GenerateAsync(campaign);
        Assert.Empty(again.GetProperty("generations").EnumerateArray());
        var preview = (await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives")[0].GetProperty("preview_url").GetString();
        using var drawn = await server.Client.GetAsync(preview, Cancel);
        Assert.Equal((HttpStatusCode.OK, "image/webp"), (drawn.StatusCode, drawn.Content.Headers.ContentType?.MediaType));
        Assert.Contains("immutable", drawn.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives")[0].GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task Generating_in_ten_tabs_at_once_pays_once()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(Sdxl, Scripts.Bytes(TestImages.NoisyPng(64, 64), "image/png"));
        await using var server = await RunningServer.StartAsync(HuggingFace(service));
        var campaign = await server.Client.CampaignAsync(CampaignApi.Small("huggingface"));
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Client.GenerateAsync(campaign)));
        var regenerated = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            server.Client.CallAsync(HttpMethod.Post, $"{campaign}/images/0/square/regenerate", HttpStatusCode.Accepted)));
        await server.Client.FollowAllAsync(regenerated[0]);

        Assert.InRange(regenerated.Select(one => one.GetProperty("generations")[0].GetProperty("generation_id").GetString()).Distinct().Count(), 1, 2);
        Assert.InRange(service.Requests.Count(request => request.Path == Sdxl), 2, 3);
    }

    [Fact]
    public async Task Each_shape_is_generated_from_its_own_prompt_with_lettering_in_the_negative_prompt()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(Sdxl, Scripts.Bytes(TestImages.NoisyPng(64, 64), "image/png"));
        await using var server = await RunningServer.StartAsync(HuggingFace(service));
        var brief = CampaignApi.Small("huggingface");
        (brief["formats"], brief["words_to_avoid"]) = (new[] { "instagram-square", "instagram-story", "facebook", "google-728x90" }, new[] { "cheap" });
        var campaign = await server.Client.CampaignAsync(brief);

        await server.Client.GenerateAsync(campaign);

        var view = await server.GetAsync(campaign);
        Assert.Equal(3, view.GetProperty("done").GetInt32());
        var asked = service.Requests.Where(request => request.Path == Sdxl).Select(request => request.Json).ToList();
        var prompts = view.GetProperty("concepts")[0].GetProperty("images").EnumerateArray().Select(image => image.GetProperty("prompt").GetString());
        Assert.Equal(prompts.Order(), asked.Select(one => one.GetProperty("inputs").GetString()).Order());
        Assert.All(asked, one => Assert.Matches("lettering.*cheap", one.GetProperty("parameters").GetProperty("negative_prompt").GetString()));
        var shapes = asked.Select(one => one.GetProperty("parameters"))
            .Select(one => Math.Sign(one.GetProperty("width").GetInt32() - one.GetProperty("height").GetInt32()));
        Assert.Equal([-1, 0, 1], shapes.Order());
    }

    [Fact]
    public async Task A_failed_image_is_retried_and_a_regenerated_one_leaves_the_old_in_the_gallery()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(Sdxl, Scripts.Answer(400, """{"error":"no"}"""), Scripts.Bytes(TestImages.NoisyPng(64, 64, 1), "image/png"), Scripts.Bytes(TestImages.NoisyPng(64, 64, 2), "image/png"));
        await using var server = await RunningServer.StartAsync(HuggingFace(service));
        var campaign = await server.Client.CampaignAsync(CampaignApi.Small("huggingface"));

        var failed = await server.Client.GenerateAsync(campaign);
        Assert.Equal("failed", (await ImageAsync(server, campaign)).GetProperty("status").GetString());
        var retried = await server.Client.GenerateAsync(campaign);
        Assert.Equal(Generation(failed), Generation(retried));
        var first = await ImageAsync(server, campaign);
        Assert.Equal("ready", first.GetProperty("status").GetString());

        var regenerated = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/images/0/square/regenerate", HttpStatusCode.Accepted);
        await server.Client.FollowAllAsync(regenerated);
        var second = await ImageAsync(server, campaign);
        Assert.NotEqual(first.GetProperty("image_id").GetString(), second.GetProperty("image_id").GetString());
        Assert.NotEmpty(await server.Client.GetByteArrayAsync(first.GetProperty("url").GetString(), Cancel));
        Assert.Equal(2, (await server.GetAsync(campaign)).GetProperty("generations").GetArrayLength());
    }

    [Fact]
    public async Task Only_an_image_with_a_changed_prompt_is_generated_again()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(Sdxl, Scripts.Bytes(TestImages.NoisyPng(64, 64), "image/png"));
        await using var server = await RunningServer.StartAsync(HuggingFace(service));
        var brief = CampaignApi.Small("huggingface");
        brief["concepts"] = 2;
        var campaign = await server.Client.CampaignAsync(brief);
        await server.Client.GenerateAsync(campaign);

        var view = await server.Client.CallAsync(HttpMethod.Put, $"{campaign}/prompts/1/square", HttpStatusCode.OK, new { prompt = "a cup on snow", focus = new { x = 0.2, y = 0.9 } });
        Assert.True(view.GetProperty("concepts")[1].GetProperty("images")[0].GetProperty("changed").GetBoolean());
        var again = await server.Client.GenerateAsync(campaign);

        Assert.Equal(1, Assert.Single(again.GetProperty("generations").EnumerateArray()).GetProperty("concept").GetInt32());
        Assert.Equal("a cup on snow", service.Requests.Where(request => request.Path == Sdxl).Last().Json.GetProperty("inputs").GetString());
        Assert.Equal(3, service.Requests.Count(request => request.Path == Sdxl));
    }

    [Fact]
    public async Task A_new_shape_gets_an_image_and_edited_prompts_are_kept()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(Sdxl, Scripts.Bytes(TestImages.NoisyPng(64, 64), "image/png"));
        await using var server = await RunningServer.StartAsync(HuggingFace(service));
        var brief = CampaignApi.Small("huggingface");
        var campaign = await server.Client.CampaignAsync(brief);
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);
        await server.Client.CallAsync(HttpMethod.Put, $"{campaign}/prompts/0/square", HttpStatusCode.OK, new { prompt = "a cup on snow" });
        await server.Client.GenerateAsync(campaign);

        (brief["name"], brief["formats"]) = ("Morning", new[] { "instagram-square", "instagram-story" });
        var version = (await server.GetAsync(campaign)).GetProperty("version").GetInt64();
        await server.Client.CallAsync(HttpMethod.Put, campaign, HttpStatusCode.OK, new { version, brief });
        await server.Client.GenerateAsync(campaign);

        var view = await server.GetAsync(campaign);
        Assert.Equal((2, 2), (view.GetProperty("done").GetInt32(), view.GetProperty("of").GetInt32()));
        Assert.Equal("a cup on snow", view.GetProperty("concepts")[0].GetProperty("images")[0].GetProperty("prompt").GetString());
        Assert.Equal(2, service.Requests.Count(request => request.Path == Sdxl));
        Assert.Equal(2, (await server.GetAsync($"{campaign}/creatives")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_colour_that_is_left_out_has_its_default()
    {
        await using var server = await RunningServer.StartAsync();
        var made = await server.Client.CallAsync(HttpMethod.Post, "/api/campaigns", HttpStatusCode.Created, """{"look":{"primary":"#112233"}}""");

        var look = made.GetProperty("brief").GetProperty("look");
        Assert.Equal(("#112233", "#e63946"), (look.GetProperty("primary").GetString(), look.GetProperty("secondary").GetString()));
    }

    [Fact]
    public async Task A_creative_is_edited_approved_and_pending_again_when_it_looks_different()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var creative = $"{campaign}/creatives/0.instagram-square.0.0.en";

        var edited = await PatchAsync(server, creative, new { headline = "Begin the day" });
        var approved = await PatchAsync(server, creative, new { approval = "approved", comment = "lovely" });
        Assert.Equal(("Begin the day", 2, "pending"), State(edited));
        Assert.Equal(("Begin the day", 2, "approved"), State(approved));
        Assert.Equal(edited.GetProperty("preview_url").GetString(), approved.GetProperty("preview_url").GetString());

        var version = (await server.GetAsync(campaign)).GetProperty("version").GetInt64();
        var brief = CampaignApi.Small();
        (brief["name"], brief["look"]) = ("Morning ritual", new { primary = "#112233", secondary = "#445566" });
        await server.Client.CallAsync(HttpMethod.Put, campaign, HttpStatusCode.OK, new { version, brief });
        var changed = (await server.GetAsync($"{campaign}/creatives?state=pending")).GetProperty("creatives")[0];
        Assert.Equal(("Begin the day", 3, "pending"), State(changed));
        Assert.NotEqual(approved.GetProperty("look").GetString(), changed.GetProperty("look").GetString());
        Assert.Equal(("Begin slowly", 3, "pending"), State(await PatchAsync(server, creative, new { headline = "" })));
        Assert.Equal(0, (await server.GetAsync($"{campaign}/creatives?channel=facebook")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Saving_an_old_version_is_rejected_and_overwrites_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var brief = CampaignApi.Small();
        brief["name"] = "First";
        await server.Client.CallAsync(HttpMethod.Put, campaign, HttpStatusCode.OK, new { version = 1, brief });
        brief["name"] = "Second";

        var problem = await server.Client.CallAsync(HttpMethod.Put, campaign, HttpStatusCode.Conflict, new { version = 1, brief });

        Assert.Equal(2, problem.GetProperty("version").GetInt64());
        Assert.Contains("another tab", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("First", (await server.GetAsync(campaign)).GetProperty("brief").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_logo_can_be_used_in_a_brand_kit_and_in_another_campaign()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var logo = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/assets", HttpStatusCode.OK, CampaignApi.File(TestImages.SmallPng(), "../logo.png"));
        Assert.Equal(("image/png", "logo.png"), (logo.GetProperty("mime").GetString(), logo.GetProperty("name").GetString()));
        var look = new { primary = "#112233", secondary = "#445566", logo };
        var kit = await server.Client.CallAsync(HttpMethod.Post, "/api/brand-kits", HttpStatusCode.Created, new { name = "Halden", look, tone = "calm" });
        var brief = CampaignApi.Small();
        brief["look"] = kit.GetProperty("look");

        var other = await server.Client.CampaignAsync(brief);

        Assert.Equal(TestImages.SmallPng(), await server.Client.GetByteArrayAsync($"{other}/assets/{logo.GetProperty("hash").GetString()}", Cancel));
        await server.GetAsync($"{campaign}/assets/{logo.GetProperty("hash").GetString()}", HttpStatusCode.NotFound);
        await server.Client.CallAsync(HttpMethod.Put, $"/api/brand-kits/{kit.GetProperty("id").GetString()}", HttpStatusCode.OK, new { name = "Halden 2" });
        Assert.Equal("Halden 2", (await server.GetAsync("/api/brand-kits"))[0].GetProperty("name").GetString());
        await server.Client.CallAsync(HttpMethod.Delete, $"/api/brand-kits/{kit.GetProperty("id").GetString()}", HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Deleting_a_campaign_keeps_its_images()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var image = (await ImageAsync(server, campaign)).GetProperty("url").GetString();

        await server.Client.CallAsync(HttpMethod.Delete, campaign, HttpStatusCode.NoContent);

        await server.GetAsync(campaign, HttpStatusCode.NotFound);
        Assert.Empty((await server.GetAsync("/api/campaigns")).GetProperty("campaigns").EnumerateArray());
        Assert.NotEmpty(await server.Client.GetByteArrayAsync(image, Cancel));
    }

    [Fact]
    public async Task After_a_crash_the_campaign_continues_and_nothing_is_generated_twice()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        string campaign;
        JsonElement started;
        await using (var server = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "30")))
        {
            campaign = await server.Client.CampaignAsync();
            started = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/generate", HttpStatusCode.Accepted);
            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "0"));
        var repeated = await again.Client.CallAsync(HttpMethod.Post, $"{campaign}/generate", HttpStatusCode.Accepted);
        await again.Client.FollowAllAsync(started);
        var view = await again.Client.CallAsync(HttpMethod.Get, campaign, HttpStatusCode.OK);
        Assert.Equal(1, view.GetProperty("done").GetInt32());
        Assert.Equal(1, view.GetProperty("generations").GetArrayLength());
        Assert.All(repeated.GetProperty("generations").EnumerateArray(), one => Assert.Equal(Generation(started), one.GetProperty("generation_id").GetString()));
    }

    private static (string, string)[] HuggingFace(ScriptedServer service) =>
    [
        ("Providers:huggingface:BaseUrl", service.Address.ToString()), ("Providers:huggingface:HubUrl", service.Address.ToString()),
        ("Providers:huggingface:ApiKey", "hf_test"),
    ];

    private static async Task<JsonElement> ImageAsync(RunningServer server, string campaign) =>
        (await server.GetAsync(campaign)).GetProperty("concepts")[0].GetProperty("images")[0];

    private static string? Generation(JsonElement started) => started.GetProperty("generations")[0].GetProperty("generation_id").GetString();

    private static Task<JsonElement> PatchAsync(RunningServer server, string path, object body) =>
        server.Client.CallAsync(HttpMethod.Patch, path, HttpStatusCode.OK, body);

    private static (string?, int, string?) State(JsonElement creative) =>
        (creative.GetProperty("texts").GetProperty("headline").GetString(), creative.GetProperty("version").GetInt32(), creative.GetProperty("approval").GetString());
}
