using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Darkroom.Tests.Server.Http;

/// <summary>An nginx in front of a server, on a free port, as a child process with its own folder.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, Uri address)
    {
        (_process, _folder, Address) = (process, folder, address);
        Client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip, AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Starts nginx, or skips the test if it is not installed.</summary>
    /// <param name="server">The address of the server behind it.</param>
    /// <param name="location">The directives of its only location, in addition to <c>proxy_pass</c>.</param>
    public static async Task<Nginx> StartAsync(Uri server, string location = "")
    {
        var program = new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx" }.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.Skip("There is no nginx here. On Debian: apt-get install nginx.");
        }

        var folder = Directory.CreateTempSubdirectory("darkroom-nginx-").FullName;
        var port = FreePort();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, port, server, location), TestContext.Current.CancellationToken);
        var process = Process.Start(new ProcessStartInfo(program, ["-p", folder, "-e", "error.log", "-c", configuration])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var nginx = new Nginx(process, folder, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
        try
        {
            await nginx.ListensAsync(port);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(string folder, int port, Uri server, string location) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        daemon off;
        master_process off;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/error.log;
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            server {
                listen 127.0.0.1:{{port}};
                location / {
                    proxy_pass {{server.GetLeftPart(UriPartial.Authority)}};
                    {{location}}
                }
            }
        }
        """);

    private async Task ListensAsync(int port)
    {
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"nginx ended: {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
            }

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
