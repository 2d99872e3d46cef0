using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Darkroom.Bench.Load;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Darkroom.Bench.Gallery;

/// <summary>Servers of a folder of files, which cached derivatives are compared with: ASP.NET Core's static files, and nginx if it is installed.</summary>
internal static class StaticFiles
{
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"];

    /// <summary>Serves a folder until it is cancelled.</summary>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        using var files = new PhysicalFileProvider(folder);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"Now listening on: {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    public static async Task<MeasuredProcess> StartAsync(string folder)
    {
        var server = MeasuredProcess.Start([Environment.ProcessPath!, typeof(StaticFiles).Assembly.Location, "static", folder], folder, []);
        await server.WaitUntilListeningAsync();
        return server;
    }

    /// <summary>Starts nginx with one process, whose processor time is then that of the server.</summary>
    /// <returns>Null if it is not installed.</returns>
    public static async Task<MeasuredProcess?> StartNginxAsync(string folder)
    {
        var program = Programs.FirstOrDefault(File.Exists);
        if (program is null)
        {
            return null;
        }

        var (own, port) = (Directory.CreateDirectory($"{folder}-nginx").FullName, FreePort());
        var address = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        await File.WriteAllTextAsync(
            Path.Combine(own, "nginx.conf"),
            $$"""
            daemon off; master_process off; user root; pid {{own}}/pid; error_log stderr;
            events { worker_connections 1024; }
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types { image/jpeg jpg; }
              client_body_temp_path {{own}}; proxy_temp_path {{own}}; fastcgi_temp_path {{own}}; uwsgi_temp_path {{own}}; scgi_temp_path {{own}};
              server { listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}; location / { root {{folder}}; } }
            }
            """);

        // A shell says when it listens, because nginx does not.
        var server = MeasuredProcess.Start(
            ["/bin/sh", "-c", $"echo 'Now listening on: {address}'; exec {program} -c {own}/nginx.conf -p {own}"], own, []);
        await server.WaitUntilListeningAsync();
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(address));
                return server;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
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
