declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr>, i32, <4 x i1>, <4 x float>)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = add nsw i64 %v2, %v4
  %v22 = sub i64 %v21, 1
  br label %b23
b23:
  %i26 = phi i64 [ %v2, %entry ], [ %v171, %b161 ]
  %v27 = icmp slt i64 %i26, %v4
  br i1 %v27, label %b24, label %b25
b24:
  %v28 = getelementptr i64, ptr %v6, i64 %i26
  %v29 = load i64, ptr %v28, align 8
  %v30 = getelementptr i64, ptr %v8, i64 %i26
  %v31 = load i64, ptr %v30, align 8
  %v32 = icmp slt i64 %last, %v31
  %v33 = select i1 %v32, i64 %last, i64 %v31
  %v34 = and i64 %i26, 1
  %v35 = icmp eq i64 %v34, 1
  %v36 = getelementptr i64, ptr %v10, i64 %i26
  %v37 = load i64, ptr %v36, align 8
  %v38 = icmp slt i64 %v37, %v33
  %v39 = select i1 %v38, i64 %v37, i64 %v33
  %v40 = icmp sgt i64 %first, %v39
  %v41 = select i1 %v40, i64 %first, i64 %v39
  %v42 = sub i64 %i26, 1
  %v43 = icmp sgt i64 %v42, 0
  %v44 = select i1 %v43, i64 %v42, i64 0
  %v45 = getelementptr i64, ptr %v6, i64 %v44
  %v46 = load i64, ptr %v45, align 8
  br label %b47
b47:
  %i50 = phi i64 [ 0, %b24 ], [ %v153, %b63 ]
  %v51 = icmp slt i64 %i50, 2
  br i1 %v51, label %b48, label %b49
b48:
  %v52 = icmp eq i64 %i50, 1
  %v53 = select i1 %v52, i64 %v41, i64 %first
  %v54 = select i1 %v52, i64 %v33, i64 %v41
  %v55 = mul i64 %v29, 2
  %v56 = getelementptr inbounds float, ptr %v14, i64 %v55
  %v57 = mul i64 %v46, 3
  %v58 = getelementptr inbounds float, ptr %v16, i64 %v57
  %v59 = select i1 %v52, ptr %v18, ptr %v58
  %v60 = mul i64 %v29, 3
  %v61 = getelementptr inbounds float, ptr %v16, i64 %v60
  %v64 = icmp slt i64 %v53, %v54
  br i1 %v64, label %b62, label %b63
b62:
  %v65 = sub i64 %v54, %v53
  %v67 = add i64 %v65, 0
  %v68 = udiv i64 %v67, 1
  %v69 = udiv i64 %v65, %v68
  %v70 = mul i64 %v69, %v68
  %v71 = sub i64 %v65, %v70
  %v72 = select i1 %v35, i64 -16, i64 16
  br label %b73
b73:
  %i76 = phi i64 [ 0, %b62 ], [ %v152, %b87 ]
  %v77 = icmp slt i64 %i76, %v68
  br i1 %v77, label %b74, label %b75
b74:
  %v78 = mul i64 %i76, %v69
  %v79 = icmp slt i64 %i76, %v71
  %v80 = select i1 %v79, i64 %i76, i64 %v71
  %v81 = add nsw i64 %v78, %v80
  %v82 = icmp slt i64 %i76, %v71
  %v83 = zext i1 %v82 to i64
  %v84 = add nsw i64 %v69, %v83
  %v85 = add nsw i64 %v53, %v81
  switch i64 %v84, label %b87 [ i64 1, label %b86 ]
b86:
  %v88 = load <4 x float>, ptr %v12, align 4
  %v89 = mul i64 %v85, 2
  %v90 = getelementptr inbounds float, ptr %v56, i64 %v89
  %v91 = getelementptr inbounds float, ptr %v12, i64 4
  %v92 = mul i64 0, 2
  %v93 = getelementptr inbounds float, ptr %v91, i64 %v92
  %v94 = load <4 x float>, ptr %v93, align 4
  %v95 = load float, ptr %v90, align 4
  %v96 = insertelement <4 x float> poison, float %v95, i32 0
  %v97 = shufflevector <4 x float> %v96, <4 x float> poison, <4 x i32> zeroinitializer
  %v98 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v97, <4 x float> %v94, <4 x float> %v88)
  %v99 = getelementptr inbounds float, ptr %v93, i64 4
  %v100 = load <4 x float>, ptr %v99, align 4
  %v101 = getelementptr inbounds float, ptr %v90, i64 1
  %v102 = load float, ptr %v101, align 4
  %v103 = insertelement <4 x float> poison, float %v102, i32 0
  %v104 = shufflevector <4 x float> %v103, <4 x float> poison, <4 x i32> zeroinitializer
  %v105 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v104, <4 x float> %v100, <4 x float> %v98)
  %v106 = mul i64 %v85, 3
  %v107 = getelementptr inbounds float, ptr %v59, i64 %v106
  %v108 = getelementptr inbounds float, ptr %v12, i64 12
  %v109 = mul i64 0, 3
  %v110 = getelementptr inbounds float, ptr %v108, i64 %v109
  %v111 = load <4 x float>, ptr %v110, align 4
  %v112 = load float, ptr %v107, align 4
  %v113 = insertelement <4 x float> poison, float %v112, i32 0
  %v114 = shufflevector <4 x float> %v113, <4 x float> poison, <4 x i32> zeroinitializer
  %v115 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v114, <4 x float> %v111, <4 x float> %v105)
  %v116 = getelementptr inbounds float, ptr %v110, i64 4
  %v117 = load <4 x float>, ptr %v116, align 4
  %v118 = getelementptr inbounds float, ptr %v107, i64 1
  %v119 = load float, ptr %v118, align 4
  %v120 = insertelement <4 x float> poison, float %v119, i32 0
  %v121 = shufflevector <4 x float> %v120, <4 x float> poison, <4 x i32> zeroinitializer
  %v122 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v121, <4 x float> %v117, <4 x float> %v115)
  %v123 = getelementptr inbounds float, ptr %v110, i64 8
  %v124 = load <4 x float>, ptr %v123, align 4
  %v125 = getelementptr inbounds float, ptr %v107, i64 2
  %v126 = load float, ptr %v125, align 4
  %v127 = insertelement <4 x float> poison, float %v126, i32 0
  %v128 = shufflevector <4 x float> %v127, <4 x float> poison, <4 x i32> zeroinitializer
  %v129 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v128, <4 x float> %v124, <4 x float> %v122)
  %v130 = fcmp ogt <4 x float> %v129, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v131 = select <4 x i1> %v130, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v129
  %v132 = fcmp olt <4 x float> %v131, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v133 = select <4 x i1> %v132, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v131
  %v134 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v133, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v135 = fsub <4 x float> %v134, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v136 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v135, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v133)
  %v137 = bitcast <4 x float> %v134 to <4 x i32>
  %v138 = shl <4 x i32> %v137, <i32 23, i32 23, i32 23, i32 23>
  %v139 = bitcast <4 x i32> %v138 to <4 x float>
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v136, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v141 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v136, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v136, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v142, <4 x float> %v136, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> %v136, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v145 = fmul <4 x float> %v136, %v144
  %v146 = fsub <4 x float> %v139, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> %v145, <4 x float> %v146)
  %v148 = fadd <4 x float> %v147, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v149 = fdiv <4 x float> %v147, %v148
  %v150 = mul i64 %v85, 3
  %v151 = getelementptr inbounds float, ptr %v61, i64 %v150
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v149, ptr %v151, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b87
b87:
  %v152 = add nsw i64 %i76, 1
  br label %b73
b75:
  br label %b66
b66:
  br label %b63
b63:
  %v153 = add nsw i64 %i50, 1
  br label %b47
b49:
  %v154 = add i64 %i26, 1
  %v155 = getelementptr i64, ptr %v10, i64 %v154
  %v156 = load i64, ptr %v155, align 8
  %v157 = icmp sgt i64 %first, %v156
  %v158 = select i1 %v157, i64 %first, i64 %v156
  br label %b159
b159:
  %i162 = phi i64 [ %v158, %b49 ], [ %v170, %b160 ]
  %v163 = icmp slt i64 %i162, %v33
  br i1 %v163, label %b160, label %b161
b160:
  %v164 = add nsw i64 %v29, %i162
  %v165 = mul i64 %v164, 3
  %v166 = getelementptr inbounds float, ptr %v16, i64 %v165
  %v167 = mul i64 %i162, 3
  %v168 = getelementptr inbounds float, ptr %v20, i64 %v167
  %v169 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v166, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v169, ptr %v168, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v170 = add nsw i64 %i162, 1
  br label %b159
b161:
  %v171 = add nsw i64 %i26, 1
  br label %b23
b25:
  ret void
}

define void @pack(ptr noalias %context, i64 %member, i64 %members) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v13 = add nsw i64 %member, 1
  %v14 = icmp eq i64 %v13, %members
  br i1 %v14, label %b11, label %b12
b11:
  %v15 = getelementptr inbounds float, ptr %v2, i64 4
  %v16 = mul i64 0, 2
  %v17 = getelementptr inbounds float, ptr %v15, i64 %v16
  br label %b18
b18:
  %i21 = phi i64 [ 0, %b11 ], [ %v30, %b19 ]
  %v22 = icmp slt i64 %i21, 2
  br i1 %v22, label %b19, label %b20
b19:
  %v23 = mul i64 0, 2
  %v24 = getelementptr inbounds float, ptr %v4, i64 %v23
  %v25 = getelementptr inbounds float, ptr %v24, i64 %i21
  %v26 = getelementptr float, ptr %v25, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v27 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v26, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v28 = mul i64 %i21, 4
  %v29 = getelementptr inbounds float, ptr %v17, i64 %v28
  store <4 x float> %v27, ptr %v29, align 4
  %v30 = add nsw i64 %i21, 1
  br label %b18
b20:
  br label %b12
b12:
  %v33 = add nsw i64 %member, 1
  %v34 = icmp eq i64 %v33, %members
  br i1 %v34, label %b31, label %b32
b31:
  %v35 = getelementptr inbounds float, ptr %v2, i64 12
  %v36 = mul i64 0, 3
  %v37 = getelementptr inbounds float, ptr %v35, i64 %v36
  br label %b38
b38:
  %i41 = phi i64 [ 0, %b31 ], [ %v50, %b39 ]
  %v42 = icmp slt i64 %i41, 3
  br i1 %v42, label %b39, label %b40
b39:
  %v43 = mul i64 0, 3
  %v44 = getelementptr inbounds float, ptr %v8, i64 %v43
  %v45 = getelementptr inbounds float, ptr %v44, i64 %i41
  %v46 = getelementptr float, ptr %v45, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v47 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v46, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v48 = mul i64 %i41, 4
  %v49 = getelementptr inbounds float, ptr %v37, i64 %v48
  store <4 x float> %v47, ptr %v49, align 4
  %v50 = add nsw i64 %i41, 1
  br label %b38
b40:
  br label %b32
b32:
  %v53 = add nsw i64 %member, 1
  %v54 = icmp eq i64 %v53, %members
  br i1 %v54, label %b51, label %b52
b51:
  %v55 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v6, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v56 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v10, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v57 = fadd <4 x float> %v55, %v56
  store <4 x float> %v57, ptr %v2, align 4
  br label %b52
b52:
  ret void
}
