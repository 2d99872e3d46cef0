using Darkroom.Providers.Http;
using Xunit;

namespace Darkroom.Tests.Providers;

public sealed class PrivateHostsTests
{
    [Theory]
    [InlineData("http://localhost:11434")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.8.9.10")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    [InlineData("http://10.1.2.3")]
    [InlineData("http://172.16.0.1")]
    [InlineData("http://172.31.255.255")]
    [InlineData("http://192.168.0.10")]
    [InlineData("http://[::ffff:192.168.0.10]")]
    [InlineData("http://169.254.1.1")]
    [InlineData("http://[fd00::1]")]
    [InlineData("http://[fe80::1]")]
    [InlineData("http://0.0.0.0:8188")]
    [InlineData("http://[::]:8188")]
    [InlineData("http://[::ffff:0.0.0.0]")]
    [InlineData("http://100.64.0.1")]
    [InlineData("http://100.127.255.255")]
    [InlineData("http://ollama:11434")]
    [InlineData("http://studio.local")]
    [InlineData("http://host.docker.internal:8080")]
    public void Local_servers_are_private(string url) => Assert.True(PrivateHosts.Contains(new Uri(url)));

    [Theory]
    [InlineData("https://api.openai.com")]
    [InlineData("https://local.example.com")]
    [InlineData("http://172.15.255.255")]
    [InlineData("http://172.32.0.1")]
    [InlineData("http://11.0.0.1")]
    [InlineData("http://100.63.0.1")]
    [InlineData("http://100.128.0.1")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://[2001:db8::1]")]
    public void Services_on_the_internet_are_not_private(string url) =>
        Assert.False(PrivateHosts.Contains(new Uri(url)));
}
