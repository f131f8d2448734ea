using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class AddAuditAndActivity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Activity",
                columns: table => new
                {
                    OrganizationId = table.Column<Guid>(type: "uuid", nullable: false),
                    First = table.Column<long>(type: "bigint", nullable: false),
                    Last = table.Column<long>(type: "bigint", nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    ProjectId = table.Column<Guid>(type: "uuid", nullable: true),
                    ActorId = table.Column<Guid>(type: "uuid", nullable: true),
                    ActorName = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Subject = table.Column<string>(type: "character varying(840)", maxLength: 840, nullable: false, collation: "C"),
                    Place = table.Column<string>(type: "character varying(800)", maxLength: 800, nullable: false, collation: "C"),
                    Data = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Hour = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Activity", x => new { x.OrganizationId, x.First });
                });

            migrationBuilder.CreateTable(
                name: "AuditCheckpoints",
                columns: table => new
                {
                    OrganizationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Key = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Signature = table.Column<byte[]>(type: "bytea", maxLength: 72, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditCheckpoints", x => new { x.OrganizationId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "AuditKeys",
                columns: table => new
                {
                    Fingerprint = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    PublicKey = table.Column<byte[]>(type: "bytea", maxLength: 1000, nullable: false),
                    SealedKey = table.Column<byte[]>(type: "bytea", maxLength: 1000, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditKeys", x => x.Fingerprint);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_ActorId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "ActorId", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Hour_Place",
                table: "Activity",
                columns: new[] { "OrganizationId", "Hour", "Place" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Place_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "Place", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_ProjectId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "ProjectId", "Last" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Activity");

            migrationBuilder.DropTable(
                name: "AuditCheckpoints");

            migrationBuilder.DropTable(
                name: "AuditKeys");
        }
    }
}
