using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>Downloading a finished image.</summary>
public sealed class ImageDownloadTests : ProviderBench
{
    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Fact]
    public async Task Downloads_the_bytes_unchanged_without_sending_the_key()
    {
        Server.On("/image", Scripts.Bytes(Image, "text/plain"));

        Assert.Equal(Image, await FetchAsync(At("image")));
        Assert.DoesNotContain("Authorization", Assert.Single(Server.Requests).Headers.Keys);
    }

    [Fact]
    public async Task Reads_a_data_url_without_the_network() =>
        Assert.Equal(Image, await FetchAsync($"data:image/png;base64,{Convert.ToBase64String(Image)}"));

    [Fact]
    public async Task Follows_a_limited_number_of_redirects()
    {
        Server.On("/once", Redirect("/image")).On("/image", Scripts.Bytes(Image, "image/png")).On("/loop", Redirect("/loop"));

        Assert.Equal(Image, await FetchAsync(At("once")));
        Assert.Contains("redirects too often", await RefusedAsync(At("loop")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//")]
    [InlineData("///")]
    [InlineData("http://")]
    [InlineData("//[")]
    [InlineData("//a:b:c/")]
    [InlineData("file:///etc/passwd")]
    public async Task Does_not_follow_a_redirect_without_a_location(string to)
    {
        Server.On("/image", Redirect(to));

        Assert.Contains("returned no URL", await RefusedAsync(At("image")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_download_from_the_local_network_for_a_public_service()
    {
        Assert.Contains("not on the public internet", await RefusedAsync(At("image"), "https://api.example.com"), StringComparison.Ordinal);
        Assert.Contains("not on the public internet", await RefusedAsync("http://169.254.169.254/latest", "https://api.example.com"), StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://x/y")]
    public async Task Does_not_open_an_address_that_is_not_http(string? address) =>
        Assert.Contains("returned no URL", await RefusedAsync(address), StringComparison.Ordinal);

    [Fact]
    public async Task Retries_an_aborted_download()
    {
        var time = new ManualTime();
        Server.On("/image", Scripts.Cut(Image.AsMemory(0, 20), "image/png"), Scripts.Answer(503, ""), Scripts.Bytes(Image, "image/png"));

        var fetching = FetchAsync(At("image"), time: time);
        for (var pause = 0; pause < 2; pause++)
        {
            await time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Image, await fetching);
    }

    [Fact]
    public async Task Reports_host_and_status_of_a_missing_image()
    {
        Server.On("/image", Scripts.Answer(404, "gone"));

        Assert.Contains("127.0.0.1 did not deliver it (HTTP 404)", await RefusedAsync(At("image")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborts_an_endless_download()
    {
        Server.On("/image", Scripts.Bytes(new byte[2 * 1024 * 1024], "image/png"));

        Assert.Contains("larger than 1 MiB", await RefusedAsync(At("image")), StringComparison.Ordinal);
    }

    private static Script Redirect(string to) => exchange =>
    {
        exchange.Response.Redirect(to);
        return Task.CompletedTask;
    };

    private string At(string path) => new Uri(Server.Address, path).ToString();

    private async Task<byte[]?> FetchAsync(string? address, string? service = null, TimeProvider? time = null)
    {
        var (image, failure) = await TryAsync(address, service, time);
        using (image)
        {
            Assert.Null(failure);
            return image?.Bytes.ToArray();
        }
    }

    private async Task<string> RefusedAsync(string? address, string? service = null)
    {
        var (image, failure) = await TryAsync(address, service, null);
        Assert.Null(image);
        Assert.Equal(FailureCode.BadOutput, failure?.Code);
        return failure!.Message;
    }

    private async Task<(EncodedImage? Image, Failure? Failure)> TryAsync(string? address, string? service, TimeProvider? time)
    {
        var parts = Parts(time);
        var from = new ServiceProfile("Test", new Uri(service ?? Server.Address.ToString()), "sk-secret", "TEST_KEY");
        using var call = new ProviderCall(from.Name, from.BaseUrl, TimeSpan.FromMinutes(1), parts.Time, parts.Budget, Cancel);
        return await new ImageDownload(from, parts, 1024 * 1024).FetchAsync(address, call);
    }
}
