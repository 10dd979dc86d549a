using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DomSec.Tests.Revocation;

/// <summary>A server of octets: each path has a handler that may answer, drip, redirect, or say nothing at all. It counts what it is asked.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, Func<TestRequest, Stream, CancellationToken, Task>> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public TestServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<TestRequest> Requests { get; } = [];

    public string Url(string path, string host = "crl.test") => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{Port}{path}");

    public int Count(string path) => _counts.GetValueOrDefault(path);

    public TestServer Serve(string path, byte[] content, string headers = "") =>
        On(path, (_, stream, ct) => AnswerAsync(stream, "200 OK", content, headers, ct));

    public TestServer Status(string path, string status, string headers = "") => On(path, (_, stream, ct) => AnswerAsync(stream, status, [], headers, ct));

    public TestServer Silence(string path) => On(path, (_, _, ct) => Task.Delay(Timeout.Infinite, ct));

    public TestServer On(string path, Func<TestRequest, Stream, CancellationToken, Task> handler)
    {
        _routes[path] = handler;
        return this;
    }

    public static async Task AnswerAsync(Stream stream, string status, byte[] content, string headers, CancellationToken ct)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n{headers}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
        await stream.WriteAsync(content, ct);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = HandleAsync(await _listener.AcceptTcpClientAsync(_end.Token), _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the end
        }
    }

    private async Task HandleAsync(TcpClient client, CancellationToken ct)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var head = new List<byte>();
                byte[] one = new byte[1];
                while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n') && await stream.ReadAsync(one, ct) == 1)
                {
                    head.Add(one[0]);
                }

                string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
                string path = lines[0].Split(' ')[1];
                string? length = Array.Find(lines, line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                byte[] body = new byte[length is null ? 0 : int.Parse(length[15..], CultureInfo.InvariantCulture)];
                await stream.ReadExactlyAsync(body, ct);
                var request = new TestRequest(path, lines, body);
                Requests.Enqueue(request);
                _counts.AddOrUpdate(path, 1, (_, count) => count + 1);
                await (_routes.TryGetValue(path, out Func<TestRequest, Stream, CancellationToken, Task>? handler) ? handler(request, stream, ct) : AnswerAsync(stream, "404 Not Found", [], "", ct));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or IndexOutOfRangeException)
            {
                // the client went away
            }
        }
    }
}
