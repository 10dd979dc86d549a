using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>AES-CBC with the padding of RFC 5652 section 6.3.</summary>
internal sealed class CbcEncryptor : ContentEncryptor
{
    private const int BlockSize = 16;

    private readonly CbcStage _stage;

    private CbcEncryptor(CbcStage stage) => _stage = stage;

    public override int TagSize => 0;

    public static CbcEncryptor? TryCreate(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv) =>
        CbcStage.TryCreate(Aes.Create(), cek, iv, encrypt: true) is { } stage ? new CbcEncryptor(stage) : null;

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => inputLength + CbcStage.Size + BlockSize;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _stage.Push(input, output);

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        // RFC 5652 section 6.3: k - (length mod k) octets of that value.
        int padding = BlockSize - (_stage.Staged % BlockSize);
        _stage.Fill((byte)padding, padding);
        ReadOnlySpan<byte> last = _stage.Drain();
        last.CopyTo(output);
        return last.Length;
    }

    public override void Dispose() => _stage.Dispose();
}
