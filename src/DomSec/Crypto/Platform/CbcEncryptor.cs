using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>AES or, for a peer of before AES, triple DES in CBC with the padding of RFC 5652 section 6.3.</summary>
internal sealed class CbcEncryptor : ContentEncryptor
{
    private readonly CbcStage _stage;
    private readonly int _blockSize;

    private CbcEncryptor(CbcStage stage, int blockSize)
    {
        _stage = stage;
        _blockSize = blockSize;
    }

    public override int TagSize => 0;

    public static CbcEncryptor? TryCreate(ContentCipher cipher, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv)
    {
        SymmetricAlgorithm algorithm = cipher == ContentCipher.TripleDesCbc ? TripleDES.Create() : Aes.Create();
        return CbcStage.TryCreate(algorithm, cek, iv, encrypt: true) is { } stage ? new CbcEncryptor(stage, cipher.BlockSize) : null;
    }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => _stage.Staged + inputLength + _blockSize;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _stage.Push(input, output);

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        // RFC 5652 section 6.3: k - (length mod k) octets of that value.
        int padding = _blockSize - (_stage.Staged % _blockSize);
        _stage.Fill((byte)padding, padding);
        return _stage.Drain(output);
    }

    public override void Dispose() => _stage.Dispose();
}
